from config.urls import internal, public

urlpatterns = public.urlpatterns + internal.urlpatterns

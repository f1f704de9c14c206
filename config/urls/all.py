from config.urls import internal, public

urlpatterns = public.urlpatterns + internal.urlpatterns

handler500 = "config.busy.failed"

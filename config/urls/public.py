from django.urls import include, path

urlpatterns = [
    path("", include("members.urls")),
    path("api/v1/", include("members.api.urls")),
    path("", include("claims.urls")),
    path("", include("appointments.urls")),
]

handler500 = "config.busy.failed"

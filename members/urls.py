from django.urls import path

from members.display import choose

app_name = "members"

urlpatterns = [
    path("display/", choose, name="display"),
]

from axes.decorators import axes_dispatch
from django.contrib import admin
from django.urls import path
from django.views.generic import RedirectView

from members.admin.second_factor import second_factor

admin.site.site_header = "互助保障 · 内部办公"
admin.site.site_title = "互助保障内部办公"
admin.site.index_title = "工作台"
admin.site.site_url = None

# Five wrong passwords from one address: that address waits, the person elsewhere does not.
admin.site.login = axes_dispatch(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="office"),
    path("admin/second-factor/", second_factor, name="second_factor"),
    path("admin/", admin.site.urls),
]

handler500 = "config.busy.failed"

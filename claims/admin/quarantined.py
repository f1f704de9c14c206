"""Files the virus scanner stopped: told of, never opened."""

from django.contrib import admin

from claims.models import Quarantined
from members.admin.lookups import only_filters


@admin.register(Quarantined)
class QuarantinedAdmin(admin.ModelAdmin[Quarantined]):
    list_display = ["added_at", "found", "claim", "material", "size", "added_by"]
    list_select_related = ["claim", "added_by"]
    list_per_page = 50
    lookup_allowed = only_filters
    date_hierarchy = "added_at"
    fields = ["added_at", "found", "claim", "material", "size", "sha256", "added_by"]

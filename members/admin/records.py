"""Who looked at what: for the auditor to read."""

from django.contrib import admin

from members.admin.lookups import only_filters
from members.models import AccessLog


@admin.register(AccessLog)
class AccessLogAdmin(admin.ModelAdmin[AccessLog]):
    list_display = ["at", "by", "what", "object_id", "reason", "address"]
    list_select_related = ["by"]
    list_filter = ["what"]
    list_per_page = 100
    lookup_allowed = only_filters
    date_hierarchy = "at"
    ordering = ["-at"]
    search_fields = ["object_id"]
    search_help_text = "编号"

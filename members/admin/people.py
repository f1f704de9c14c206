"""Members and their coverages: to be read, masked."""

from contextlib import suppress

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from members.admin.lookups import only_filters
from members.identity import IdentityRefused, canonical, phone
from members.models import Coverage, Member


@admin.register(Member)
class MemberAdmin(admin.ModelAdmin[Member]):
    list_display = ["masked_name", "id_masked", "phone_masked", "unit", "bound"]
    list_select_related = ["unit"]
    list_per_page = 50
    lookup_allowed = only_filters
    search_fields = ["name"]
    search_help_text = "姓名，或完整的证件号码、手机号码"
    fields = ["masked_name", "id_kind", "id_masked", "sex", "phone_masked", "unit", "bound"]
    readonly_fields = ["masked_name", "id_masked", "phone_masked", "bound"]

    @admin.display(description="姓名", ordering="name")
    def masked_name(self, member: Member) -> str:
        return member.masked_name

    @admin.display(description="证件号码")
    def id_masked(self, member: Member) -> str:
        return member.masked_id

    @admin.display(description="登记手机", empty_value="—")
    def phone_masked(self, member: Member) -> str:
        return member.masked_phone

    @admin.display(description="已绑定账户", boolean=True)
    def bound(self, member: Member) -> bool:
        return member.user_id is not None

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Member], search_term: str
    ) -> tuple[QuerySet[Member], bool]:
        """Find by exact number where the words are one; numbers are sealed, so by no part of it."""
        number = canonical(search_term)
        if any(c.isdigit() for c in number):
            found = queryset.filter(id_number_index=number)
            with suppress(IdentityRefused):
                found |= queryset.filter(phone_index=phone(number))
            return found, False
        if words := search_term.strip():
            return queryset.filter(pk__in=Member.objects.named(words).values("pk")), False
        return queryset, False


@admin.register(Coverage)
class CoverageAdmin(admin.ModelAdmin[Coverage]):
    list_display = ["member_masked", "scheme", "unit", "starts_on", "ends_on", "voided"]
    list_select_related = ["member", "scheme", "unit"]
    list_filter = ["scheme", "fee_class", "voided"]
    list_per_page = 50
    lookup_allowed = only_filters
    date_hierarchy = "starts_on"
    fields = [
        "member_masked",
        "scheme",
        "unit",
        "fee_class",
        "starts_on",
        "ends_on",
        "first_enrolment",
        "most_days",
        "voided",
    ]
    readonly_fields = ["member_masked"]

    @admin.display(description="职工")
    def member_masked(self, coverage: Coverage) -> str:
        return coverage.member.masked_name

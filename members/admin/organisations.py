"""Units, their cadres, stations, the working calendar: kept by the administrator."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from members import days, posts
from members.admin.lookups import only_filters
from members.identity import IdentityRefused, credit_code, phone
from members.models import Cadre, Station, Unit, Workday
from members.workdays import ends_soon, horizon


class UnitForm(forms.ModelForm[Unit]):
    class Meta:
        model = Unit
        fields = ["name", "credit_code", "parent", "headcount"]

    def clean_credit_code(self) -> str:
        try:
            return credit_code(self.cleaned_data["credit_code"])
        except IdentityRefused:
            raise forms.ValidationError("统一社会信用代码校验不通过，请逐位核对。") from None


@admin.register(Unit)
class UnitAdmin(admin.ModelAdmin[Unit]):
    form = UnitForm
    list_display = ["name", "credit_code", "parent", "headcount"]
    list_select_related = ["parent"]
    list_per_page = 50
    lookup_allowed = only_filters
    search_fields = ["name", "credit_code"]
    search_help_text = "单位名称或统一社会信用代码"


@admin.register(Station)
class StationAdmin(admin.ModelAdmin[Station]):
    list_display = [
        "name",
        "level",
        "parent",
        "phone",
        "takes_originals",
        "hands_on",
        "reviews_first",
    ]
    lookup_allowed = only_filters
    list_select_related = ["parent"]
    list_filter = ["level", "takes_originals", "hands_on"]
    search_fields = ["name"]


class AppointmentForm(forms.ModelForm[Cadre]):
    """Names a cadre by phone: the account is made when there is none yet."""

    phone = forms.CharField(label="手机号码", max_length=100, help_text="经办人用这个号码登录。")
    name = forms.CharField(
        label="姓名", max_length=64, help_text="新账户使用；已有姓名的账户不改。", required=False
    )

    class Meta:
        model = Cadre
        fields = ["unit", "since"]

    def clean_phone(self) -> str:
        try:
            return phone(self.cleaned_data["phone"])
        except IdentityRefused:
            raise forms.ValidationError("手机号码应为11位数字，请核对。") from None


@admin.register(Cadre)
class CadreAdmin(admin.ModelAdmin[Cadre]):
    list_display = ["unit", "user", "since", "until"]
    list_select_related = ["unit", "user"]
    list_per_page = 50
    lookup_allowed = only_filters
    search_fields = ["unit__name", "user__name"]
    search_help_text = "单位名称或经办人姓名"

    def get_form(
        self, request: HttpRequest, obj: Cadre | None = None, *args: Any, **kwargs: Any
    ) -> type[forms.ModelForm[Cadre]]:
        if obj is None:
            kwargs["form"] = AppointmentForm
        form: type[forms.ModelForm[Cadre]] = super().get_form(request, obj, *args, **kwargs)
        return form

    def get_fields(self, request: HttpRequest, obj: Cadre | None = None) -> tuple[str, ...]:
        return ("user", "unit", "since", "until") if obj else ("phone", "name", "unit", "since")

    def get_readonly_fields(self, request: HttpRequest, obj: Cadre | None = None) -> list[str]:
        return ["user", "unit", "since"] if obj else []

    def save_model(
        self, request: HttpRequest, obj: Cadre, form: forms.ModelForm[Cadre], *args: Any
    ) -> None:
        if "phone" in form.cleaned_data:
            told = form.cleaned_data
            obj.user = posts.account_for(told["phone"], name=told["name"])
        super().save_model(request, obj, form, *args)


@admin.register(Workday)
class WorkdayAdmin(admin.ModelAdmin[Workday]):
    list_display = ["day", "works", "note"]
    list_filter = ["works"]
    date_hierarchy = "day"
    ordering = ["-day"]
    list_per_page = 62
    lookup_allowed = only_filters

    def get_readonly_fields(self, request: HttpRequest, obj: Workday | None = None) -> list[str]:
        return ["day"] if obj else []

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        last = horizon()
        if ends_soon(last, today=timezone.localdate()):
            until = f"只到{days.long(last)}" if last else "是空的"
            messages.warning(
                request,
                f"工作日历{until}，之后的应付日期无法计算。请按国务院办公厅公布的安排补充。",
            )
        return super().changelist_view(request, extra_context)

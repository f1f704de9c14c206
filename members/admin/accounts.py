"""Accounts: the administrator makes those of the office, and switches any of them off."""

from typing import Any, Final

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest

from members import second_factor
from members.admin.lookups import only_filters
from members.identity import mask_phone
from members.models import Authenticator, User
from members.roles import OFFICE_ROLES, Role
from members.signin import account

admin.site.unregister(Group)  # rights come from roles, see config.policy

OFFICE: Final = [(role.value, role.label) for role in Role if role in OFFICE_ROLES]


class StaffForm(forms.ModelForm[User]):
    """An account of the office; the password is asked for when it is made."""

    roles = forms.MultipleChoiceField(
        label="角色", choices=OFFICE, widget=forms.CheckboxSelectMultiple
    )
    new_password = forms.CharField(
        label="新密码",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="至少15个字符。不修改密码时留空。",
    )
    unbind = forms.BooleanField(
        label="清除动态口令",
        required=False,
        help_text="本人手机丢失或更换时勾选。下次登录时重新绑定，本次清除留有记录。",
    )

    class Meta:
        model = User
        fields = ["username", "name", "roles", "station", "is_active"]

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        elif self.instance._state.adding:  # noqa: SLF001 - Django's documented door
            raise forms.ValidationError("请为新账户设置密码。")
        return password


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    list_display = ["who", "sign_in", "roles_shown", "station", "is_active"]
    list_select_related = ["station"]
    list_filter = ["is_active"]
    list_per_page = 50
    lookup_allowed = only_filters
    search_fields = ["username", "name"]
    search_help_text = "登录名或姓名"
    readonly_fields = ["roles_shown", "phone_masked"]

    @admin.display(description="姓名", ordering="name")
    def who(self, user: User) -> str:
        return user.name or "（未实名）"

    @admin.display(description="登录名或手机号码", ordering="username")
    def sign_in(self, user: User) -> str:
        return mask_phone(user.phone) if user.phone else user.username

    @admin.display(description="角色", empty_value="—")
    def roles_shown(self, user: User) -> str:
        return "、".join(Role(role).label for role in user.roles)

    @admin.display(description="手机号码", empty_value="—")
    def phone_masked(self, user: User) -> str:
        return mask_phone(user.phone) if user.phone else ""

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        if obj and obj.phone:
            return "name", "phone_masked", "roles_shown", "station", "is_active"
        fields = "username", "name", "roles", "station", "is_active", "new_password"
        bound = obj is not None and Authenticator.objects.filter(user=obj).exists()
        return (*fields, "unbind") if bound and obj != request.user else fields

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """An account that signs in by phone is its owner's; one's own is not switched off."""
        if obj and obj.phone:
            return ["name", "phone_masked", "roles_shown"]
        own = obj is not None and obj.pk == account(request).pk
        return ["roles_shown", "is_active"] if own else ["roles_shown"]

    def get_form(
        self, request: HttpRequest, obj: User | None = None, *args: Any, **kwargs: Any
    ) -> type[forms.ModelForm[User]]:
        if not (obj and obj.phone):
            kwargs["form"] = StaffForm
        return super().get_form(request, obj, *args, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: User, form: forms.ModelForm[User], *args: Any
    ) -> None:
        if password := form.cleaned_data.get("new_password"):
            obj.set_password(password)
        super().save_model(request, obj, form, *args)
        if form.cleaned_data.get("unbind"):
            second_factor.unbind(obj.pk, by=account(request))

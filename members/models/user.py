from collections.abc import Iterable
from typing import ClassVar, Final

from django.contrib.auth import get_backends
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from members.fields import BlindIndexField, SealedField
from members.identity import phone as canonical_phone
from members.keys import new_key
from members.roles import OFFICE_ROLES, Role


class UserManager(BaseUserManager["User"]):
    def create_staff(
        self, username: str, *, name: str, password: str, roles: Iterable[Role]
    ) -> "User":
        """Make an account of the office: it signs in by name and password."""
        user = self.model(username=username, name=name, roles=[str(r) for r in roles])
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_by_phone(self, phone: str, *, name: str = "", roles: Iterable[Role] = ()) -> "User":
        """Make an account of the public site: it signs in by a code sent to `phone`."""
        user = self.model(name=name, phone=phone, roles=[str(r) for r in roles])
        user.username = f"p-{user.pk.hex}"
        user.set_unusable_password()
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account: somebody who signs in, on the public site by phone or in the office by name."""

    PERSONAL: Final = ("name", "phone", "wechat_id")
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    username = models.CharField("登录名", max_length=64, unique=True)
    name = models.CharField("姓名", max_length=64, blank=True)
    phone = SealedField("手机号码", blank=True)
    phone_index = BlindIndexField(source="phone", normalise=canonical_phone, unique=True)
    wechat_id = SealedField("微信标识", blank=True)
    """By which WeChat knows the person who follows the union's official account."""
    wechat_index = BlindIndexField(source="wechat_id", unique=True)
    roles = ArrayField(
        models.CharField(max_length=20, choices=Role),
        verbose_name="角色",
        default=list,
        blank=True,
    )
    station = models.ForeignKey(
        "members.Station", models.PROTECT, verbose_name="所属服务站", null=True, blank=True
    )
    is_active = models.BooleanField("启用", default=True)
    joined_at = models.DateTimeField("开户时间", default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = verbose_name_plural = "账户"
        constraints = [
            models.CheckConstraint(
                name="user_roles_known", condition=Q(roles__contained_by=[str(r) for r in Role])
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_short_name(self) -> str:
        return str(self)

    def has_role(self, *roles: Role) -> bool:
        """Whether the account holds any of `roles`."""
        return self.is_active and not set(self.roles).isdisjoint(roles)

    @property
    def is_staff(self) -> bool:
        """Whether the office lets the account in."""
        return self.has_role(*OFFICE_ROLES)

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        return any(backend.has_perm(self, perm, obj) for backend in get_backends())

    def has_module_perms(self, app_label: str) -> bool:
        return any(
            backend.has_module_perms(self, app_label)  # type: ignore[attr-defined]
            for backend in get_backends()
        )

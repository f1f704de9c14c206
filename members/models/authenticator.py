from typing import Final

from django.conf import settings
from django.db import models

from members.fields import SealedField
from members.keys import new_key


class Authenticator(models.Model):
    """What an officer's phone computes codes from (动态口令), and how far they were used up."""

    PERSONAL: Final = ("user", "secret")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        verbose_name="账户",
        related_name="authenticator",
    )
    secret = SealedField("密钥")
    """In base32, as the phone is told it."""
    bound_at = models.DateTimeField("绑定时间", null=True)
    """When it first gave a right code; until then the secret is shown."""
    last_step = models.BigIntegerField("用过的时段", default=0)
    """The latest half minute whose code was accepted. No code is taken twice, nor an older one."""
    tries = models.PositiveSmallIntegerField("连续输错次数", default=0)
    tried_at = models.DateTimeField("最近一次尝试", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "动态口令"

    def __str__(self) -> str:
        return f"{self.user}的动态口令"

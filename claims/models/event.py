from typing import Final

from django.conf import settings
from django.db import models

from claims.models.claim import Claim
from claims.states import Action, Status


class ClaimEvent(models.Model):
    """Who moved a claim, when and why. Append-only, each bound to the one before by its hash.

    `seq` and `hash` are written by a trigger; UPDATE, DELETE and TRUNCATE raise.
    """

    PERSONAL: Final = ("note",)

    claim = models.ForeignKey(Claim, models.PROTECT, verbose_name="申请", related_name="events")
    seq = models.PositiveIntegerField("序号", default=0)
    action = models.CharField("操作", max_length=16, choices=Action)
    status_before = models.CharField("原状态", max_length=16, choices=Status)
    status_after = models.CharField("新状态", max_length=16, choices=Status)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="操作人", null=True, related_name="+"
    )
    """Null when time alone did it."""
    at = models.DateTimeField("时间", auto_now_add=True)
    note = models.CharField("说明", max_length=500, blank=True)
    """Inner words: never shown on the public site."""
    hash = models.BinaryField("链值", default=b"", editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering = ["claim", "seq"]
        constraints = [models.UniqueConstraint(fields=["claim", "seq"], name="claim_event_seq")]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.at:%Y-%m-%d %H:%M}"

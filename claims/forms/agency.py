"""Filing for another: who files, as what, for whom; and the word that nobody agreed."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import uuid4

from django import forms

from claims.agency import Agent
from claims.forms import fields
from claims.models import Agency, Kind
from members import identity
from members.forms import IdentityForm
from members.models import Station, Unit

Relation = Agency.Relation
KIN: Final = [
    (relation.value, relation.label) for relation in Relation if relation not in Agency.OFFICIAL
]


class AgencyForm(IdentityForm):
    """Whom it is for is told by name and number, as in signing in for oneself."""

    relation = fields.choice("您是职工的", [], ask="请选择您与职工的关系。")
    agent = fields.text(
        "您的姓名",
        ask="请填写您的姓名。",
        most=64,
        hint="与您身份证上的姓名一致，职工和工作人员会看到。",
    )
    collects = forms.BooleanField(
        label="委托书写明由我代收补助金",
        help_text="没有写明的，补助金只能支付到职工本人的账户。",
        required=False,
        label_suffix="",
    )
    kind = fields.choice("要申请哪一种补助", list(Kind.choices), ask="请选择要申请的补助。")
    client_key = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid4,
        error_messages={
            "required": "页面已经过期，请重新打开后填写。",
            "invalid": "页面已经过期，请重新打开后填写。",
        },
    )
    field_order = ("name", "id_number", "relation", "agent", "kind", "collects", "client_key")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        unit: Unit | None,
        station: Station | None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.unit, self.station = unit, station
        offered = [*KIN]
        if unit is not None:
            offered.append((Relation.CADRE.value, f"所在单位的工会经办人（{unit.name}）"))
        if station is not None:
            offered.append((Relation.STATION.value, f"社区（街道）工作人员（{station.name}）"))
        self.fields["relation"].choices = offered  # type: ignore[attr-defined]
        self.fields["name"].label = "职工姓名"
        self.fields["name"].error_messages["required"] = "请填写职工姓名。"
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["id_number"].label = "职工证件号码"

    def clean_agent(self) -> str:
        return identity.name(self.cleaned_data["agent"])

    def clean(self) -> None:
        super().clean()
        told = self.cleaned_data
        if told.get("collects") and told.get("relation") in Agency.OFFICIAL:
            self.add_error("collects", "单位和社区的工作人员不能代收补助金，请取消勾选。")
        if told.get("collects") and told.get("kind") == Kind.DEATH:
            self.add_error("collects", "亡故慰问金支付给领款的亲属，不需要勾选。")

    def acting(self) -> Agent:
        """Who files, by which post."""
        told = self.cleaned_data
        relation = Relation(told["relation"])
        return Agent(
            name=told["agent"],
            relation=relation,
            unit=self.unit if relation == Relation.CADRE else None,
            station=self.station if relation == Relation.STATION else None,
            collects=told["collects"],
        )


class DisputeForm(forms.Form):
    words = forms.CharField(
        label="情况说明",
        help_text="例如：不认识代办人，或没有委托过。可以不填，300字以内。",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": "请不要超过300个字。"},
    )

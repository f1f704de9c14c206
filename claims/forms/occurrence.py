"""What happened, for the benefits that are paid once: an illness, a death, a disability."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms

from claims import completeness, intake
from claims.benefits import Circumstance
from claims.forms import fields
from claims.models import Claim, Kind, Occurrence

GRADES: Final = "一二三四五六七八九十"

FIELDS: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.CRITICAL_ILLNESS: ("place", "disease", "decisive_on", "surgery"),
    Kind.DEATH: ("decisive_on", "several_heirs"),
    Kind.DISABILITY: ("cause", "occurred_on", "place", "grade", "decisive_on"),
}
"""What each kind is asked, in order."""

LABELS: Final[Mapping[Kind, Mapping[str, str]]] = {
    Kind.CRITICAL_ILLNESS: {"place": "确诊医院", "decisive_on": "首次确诊日期"},
    Kind.DEATH: {"decisive_on": "亡故日期"},
    Kind.DISABILITY: {"place": "鉴定机构", "decisive_on": "鉴定报告日期"},
}

BY_CAUSE: Final = {
    Occurrence.Cause.WORK_INJURY: Circumstance.WORK_INJURY,
    Occurrence.Cause.ACCIDENT: Circumstance.ACCIDENT,
}


class OccurrenceForm(forms.Form):
    """All that any kind is asked; a form keeps what its claim's kind needs."""

    place = fields.text("机构", ask="请填写名称。", most=100, hint="填写全称。")
    disease = fields.text(
        "疾病名称", ask="请填写疾病名称。", most=100, hint="与疾病诊断证明上的名称一致。"
    )
    cause = fields.choice("事故性质", list(Occurrence.Cause.choices), ask="请选择事故性质。")
    occurred_on = fields.day("事故日期", ask="请填写事故日期。")
    grade = fields.choice(
        "伤残等级",
        [("", "请选择"), *((n, f"{word}级") for n, word in enumerate(GRADES, start=1))],
        ask="请选择伤残等级。",
        hint="与鉴定结论书上的等级一致。",
        coerce=int,
        folded=True,
    )
    decisive_on = fields.day("日期", ask="请填写日期。")
    surgery = fields.yes_no("是否做过手术", ask="请选择是否做过手术。")
    several_heirs = fields.yes_no(
        "有无其他法定继承人",
        ask="请选择有无其他法定继承人。",
        hint="配偶、子女、父母都是法定继承人。有其他继承人的，需要他们共同签字同意。",
    )

    def __init__(self, claim: Claim, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=_told(claim))
        self.claim = claim
        kind = Kind(claim.kind)
        self.fields = {name: self.fields[name] for name in FIELDS[kind]}
        for name, label in LABELS[kind].items():
            self.fields[name].label = label
            self.fields[name].error_messages["required"] = f"请填写{label}。"

    def clean_decisive_on(self) -> object:
        day = self.cleaned_data["decisive_on"]
        if sentences := completeness.day_problems(day, self.claim):
            raise forms.ValidationError(sentences)
        return day

    def clean(self) -> None:
        super().clean()
        happened = self.cleaned_data.get("occurred_on")
        reported = self.cleaned_data.get("decisive_on")
        if happened and reported and reported < happened:
            self.add_error("decisive_on", "鉴定报告日期早于事故日期，请核对。")

    def save(self) -> Claim:
        """Write what happened into the claim; NotOpen when that may not be done now."""
        told = self.cleaned_data
        happened = Occurrence(
            decisive_on=told["decisive_on"],
            place=told.get("place", ""),
            disease=told.get("disease", ""),
            occurred_on=told.get("occurred_on"),
            cause=told.get("cause", ""),
            grade=told.get("grade"),
        )
        return intake.save_occurrence(self.claim.pk, happened, circumstances=self._circumstances())

    def _circumstances(self) -> set[Circumstance]:
        told = self.cleaned_data
        found = {c for c in (Circumstance.SURGERY, Circumstance.SEVERAL_HEIRS) if told.get(c)}
        if told.get("cause") in BY_CAUSE:
            found.add(BY_CAUSE[told["cause"]])
        return found


def _told(claim: Claim) -> dict[str, object]:
    happened: Occurrence | None = getattr(claim, "occurrence", None)
    if happened is None:
        return {}
    asked = (Circumstance.SURGERY, Circumstance.SEVERAL_HEIRS)
    return {
        **{c: "yes" if c in claim.circumstances else "no" for c in asked},
        **{
            name: getattr(happened, name)
            for name in ("place", "disease", "cause", "occurred_on", "grade", "decisive_on")
        },
    }

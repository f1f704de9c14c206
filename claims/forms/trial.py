"""An amount to be tried: what is told, as the rules read it, and what they answer.

Everything is in the address (GET), so that a trial can be kept and passed on.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django import forms
from django.forms import BoundField

from claims import benefits
from claims.forms import asked
from claims.schemes.trial import Answer, Rules

MOST_STAYS: Final = 10


class TrialForm(forms.Form):
    """The questions of one kind under one period. `shown` says for which kind they were put."""

    scheme = forms.ChoiceField(label="按哪一期办法")
    kind = forms.ChoiceField(label="试算哪一项", widget=forms.RadioSelect)
    shown = forms.CharField(widget=forms.HiddenInput)
    stays = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        offered: list[Rules],
        rules: Rules,
        kind: str,
        data: Mapping[str, Any] | None = None,
        *,
        count: int = 1,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        chosen = {"scheme": rules.code, "kind": kind, "shown": kind, "stays": count}
        super().__init__(data, initial={**(initial or {}), **chosen})
        self.rules, self.count = rules, count
        self.asked = benefits.Kind(kind)
        self.several = self.asked is benefits.Kind.INPATIENT
        _choose(self.fields["scheme"], {each.code: each.name for each in offered})
        _choose(self.fields["kind"], rules.kinds)
        told = dict(asked.stays(count) if self.several else asked.happened(kind))
        supposed = {} if rules.own else dict(asked.coverage(rules, kind))
        self.fields |= told | supposed
        self.told = [] if self.several else [self[name] for name in told]
        self.coverage = [self[name] for name in supposed]

    def each(self) -> Iterator[list[BoundField]]:
        """The dates of each stay, to be shown under its heading."""
        for n in range(1, self.count + 1):
            yield [self[f"admitted_{n}"], self[f"discharged_{n}"]]

    @property
    def may_grow(self) -> bool:
        return self.count < MOST_STAYS

    @property
    def coverage_told(self) -> bool:
        """Whether anything was said of the coverage: then it is shown open."""
        return any(field.value() or field.errors for field in self.coverage)

    def clean(self) -> None:
        super().clean()
        told = self.cleaned_data
        if self.several:
            for n in range(1, self.count + 1):
                self._check_stay(n)
        starts_on, ends_on = told.get("starts_on"), told.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "保障结束日期早于开始日期，请核对。")
        if "starts_on" in told and not starts_on and (ends_on or told.get("new")):
            self.add_error("starts_on", "请填写保障开始日期。")

    def _check_stay(self, n: int) -> None:
        """A stay that is begun is told whole; later ones that are left empty do not count."""
        told = self.cleaned_data
        first, last = f"admitted_{n}", f"discharged_{n}"
        if not {first, last} <= told.keys():
            return
        admitted, discharged = told[first], told[last]
        if discharged and not admitted:
            self.add_error(first, f"请填写第{n}次住院的入院日期。")
        if admitted and not discharged:
            self.add_error(last, f"请填写第{n}次住院的出院日期。")
        if admitted and discharged and discharged < admitted:
            which = f"第{n}次住院的" if self.count > 1 else ""
            self.add_error(last, f"{which}出院日期早于入院日期，请核对。")

    def answer(self) -> Answer:
        """Value what is told. Of a form that is valid."""
        return Answer.of(benefits.assess(self.claim(), self.covers()))

    def claim(self) -> benefits.Claim:
        """What is told, as the rules read it."""
        told = self.cleaned_data
        match self.asked:
            case benefits.Kind.INPATIENT:
                return benefits.Inpatient(self._stays())
            case benefits.Kind.CRITICAL_ILLNESS:
                return benefits.CriticalIllness(told["on"], told["listed"], told["first_diagnosis"])
            case benefits.Kind.DEATH:
                return benefits.Death(told["on"])
            case benefits.Kind.DISABILITY:
                return benefits.Disability(told["on"], benefits.Cause(told["cause"]), told["grade"])
            case _:
                return benefits.Cost(self.asked, told["cost"], told["on"])

    def covers(self) -> list[benefits.Cover]:
        """One's own coverages; else the one that is told, or supposed."""
        if self.rules.own:
            return list(self.rules.own)
        told = self.cleaned_data
        days = [stay.admitted_on for stay in self._stays()] or [told["on"]]
        used = benefits.Used(
            undated_days=told.get("used_days") or 0, fen={self.asked: told.get("used_yuan", 0)}
        )
        cover = self.rules.supposed(
            min(days),
            starts_on=told["starts_on"],
            ends_on=told["ends_on"],
            used=used,
            first_enrolment=told.get("new", False),
        )
        return [cover]

    def _stays(self) -> tuple[benefits.Stay, ...]:
        told = self.cleaned_data
        numbers = range(1, self.count + 1)
        both = ((told.get(f"admitted_{n}"), told.get(f"discharged_{n}")) for n in numbers)
        return tuple(benefits.Stay(first, last) for first, last in both if first and last)


def trial_form(offered: list[Rules], data: Mapping[str, str]) -> tuple[TrialForm, str]:
    """Give the form as the address asks for it, and a sentence where it asks for what is not there.

    What was typed is judged when it answers the questions of the kind that is chosen. After another
    choice, and to `add` a stay, the form is given anew with all that was typed.
    """
    by_code = {each.code: each for each in offered}
    rules = by_code.get(data.get("scheme", ""), offered[0])
    kinds = rules.kinds
    kind = data["kind"] if data.get("kind") in kinds else next(iter(kinds))
    lost = ""
    if data.get("scheme", rules.code) != rules.code:
        lost = f"没有找到所选的办法，现在按“{rules.name}”试算。"
    elif data.get("kind", kind) != kind:
        lost = f"这一期办法没有所选的项目，现在试算“{kinds[kind]}”。"
    count = _count(data)
    if lost or "add" in data or data.get("shown") != kind:
        count = min(count + ("add" in data), MOST_STAYS)
        initial = dict(data.items())
        return TrialForm(offered, rules, kind, count=count, initial=initial), lost
    return TrialForm(offered, rules, kind, data, count=count), lost


def _choose(field: forms.Field, choices: Mapping[str, str]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices.items())


def _count(data: Mapping[str, str]) -> int:
    told = data.get("stays", "")
    count = int(told) if told.isascii() and told.isdecimal() and len(told) < 3 else 1  # noqa: PLR2004
    return min(max(count, 1), MOST_STAYS)

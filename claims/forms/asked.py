"""What is asked to try an amount: of what happened, and at will of the coverage."""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from claims import benefits
from claims.forms import fields
from claims.forms.occurrence import GRADES
from claims.models import Kind, Occurrence
from claims.schemes.trial import Rules

YEARS: Final = (2000, 2099)
DECISIVE: Final[Mapping[str, str]] = {
    Kind.CRITICAL_ILLNESS: "首次确诊日期",
    Kind.DEATH: "亡故日期",
    Kind.DISABILITY: "鉴定报告日期",
    benefits.Kind.INPATIENT_COST: "结算日期",
    benefits.Kind.CHRONIC_OUTPATIENT_COST: "结算日期",
}
BORNE: Final[Mapping[str, str]] = {
    benefits.Kind.INPATIENT_COST: "医保目录内的住院费用，减去基本医保、大病保险支付的部分。",
    benefits.Kind.CHRONIC_OUTPATIENT_COST: "医保目录内的门诊慢性病费用，减去基本医保支付的部分。",
}
ILLNESS: Final[Mapping[str, str]] = {
    "listed": "是否属于规定的重大疾病",
    "first_diagnosis": "是否首次确诊",
}


class MoneyField(forms.CharField):
    """An amount in yuan as people type it: 12,500、12500.5元, full width too. Gives fen."""

    def clean(self, value: Any) -> int:
        typed = unicodedata.normalize("NFKC", super().clean(value))
        plain = "".join(sign for sign in typed if sign not in ", ¥元")
        if not typed:
            return 0
        try:
            return benefits.fen_of(plain)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


def stays(count: int) -> Iterator[tuple[str, forms.Field]]:
    """The two dates of so many stays, numbered from one; only the first has to be told."""
    for n in range(1, count + 1):
        which = f"第{n}次住院的" if count > 1 else ""
        yield f"admitted_{n}", day("入院日期", which=which, required=n == 1)
        yield f"discharged_{n}", day("出院日期", which=which, required=n == 1)


def happened(kind: str) -> Iterator[tuple[str, forms.Field]]:
    """The questions of a kind other than stays, in order."""
    if kind in BORNE:
        yield "cost", money("个人负担的费用", hint=BORNE[kind], required=True)
    if kind == Kind.DISABILITY:
        causes = list(Occurrence.Cause.choices)
        yield "cause", fields.choice("事故性质", causes, ask="请选择事故性质。")
        grades = [("", "请选择"), *((n, f"{word}级") for n, word in enumerate(GRADES, start=1))]
        ask = "请选择伤残等级。"
        yield "grade", fields.choice("伤残等级", grades, ask=ask, coerce=int, folded=True)
    yield "on", day(DECISIVE[kind], required=True)
    if kind == Kind.CRITICAL_ILLNESS:
        for name, question in ILLNESS.items():
            field = fields.yes_no(question, ask=f"请选择{question}。")
            field.initial = "yes"
            yield name, field


def coverage(rules: Rules, kind: str) -> Iterator[tuple[str, forms.Field]]:
    """The dates of a coverage that is supposed, and what its period counts; none has to be told."""
    yield "starts_on", day("保障开始日期", hint="不填的，按包括上面日期的一年计算。")
    yield "ends_on", day("保障结束日期", hint="不填的，按一年计算。")
    terms = rules.terms(kind)
    if terms and terms.waiting_days:
        hint = f"首次参保的，开始后有{terms.waiting_days}天等待期。"
        yield "new", forms.BooleanField(label="首次参保", required=False, help_text=hint)
    if isinstance(terms, benefits.PerDay):
        yield "used_days", _days("本保障期已补助天数", most=terms.most_days)
    if isinstance(terms, benefits.Share) and terms.most is not None:
        yield "used_yuan", money("本保障期已补助金额")


def day(label: str, *, which: str = "", hint: str = "", required: bool = False) -> forms.DateField:
    """A date in the years that a period can be about; `which` tells it from others of its label."""
    field = fields.day(label, ask=f"请填写{which}{label}。", hint=hint)
    field.error_messages["invalid"] = f"请填写完整的{which}{label}，例如 2026-07-14。"
    field.required = required

    def in_our_time(told: date) -> None:
        first, last = YEARS
        if not first <= told.year <= last:
            raise ValidationError(f"{which}{label}请填写{first}年至{last}年之间的日期。")

    field.validators.append(in_our_time)
    return field


def money(label: str, *, hint: str = "", required: bool = False) -> MoneyField:
    """An amount of yuan."""
    return MoneyField(
        label=f"{label}（元）",
        help_text=hint,
        required=required,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("invalid", "max_length"),
            f"{label}请填写数字，最多两位小数，例如 12500.00，不超过1亿元。",
        )
        | {"required": f"请填写{label}。"},
    )


def _days(label: str, *, most: int) -> forms.IntegerField:
    field = fields.number(label, least=0, most=most)
    wrong = f"{label}请填写0到{most}之间的整数。"
    field.error_messages |= dict.fromkeys(("invalid", "min_value", "max_value"), wrong)
    return field

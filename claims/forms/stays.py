"""The stays of an inpatient claim: one page for one or several, grown by a button."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.functional import cached_property

from claims import completeness, intake
from claims.benefits import Circumstance
from claims.forms import fields
from claims.intake import StayFacts
from claims.models import Claim, Reading
from claims.reading.stays import ReadStay, placed, stays_read

MOST_STAYS: Final = 10
MOST_PRINTED_DAYS: Final = 3660
STAY: Final = ("hospital", "admitted_on", "discharged_on", "printed_days")


class StaysForm(forms.Form):
    """So many stays, numbered from one. What is typed of a stay wears its number."""

    stays = forms.IntegerField(widget=forms.HiddenInput, required=False)
    traffic = fields.yes_no(
        "是否因道路交通事故住院",
        ask="请选择是否因道路交通事故住院。",
        hint="因道路交通事故住院的，需要提供道路交通事故责任认定书。",
    )

    def __init__(
        self,
        claim: Claim,
        data: Mapping[str, Any] | None = None,
        *,
        count: int,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={**(initial or {}), "stays": count})
        self.claim = claim
        self.count = count
        self.filled = 0
        """The number of the stay into which what was read has just been put."""
        for n in range(1, count + 1):
            self.fields |= _fields(n)

    def each(self) -> Iterator[tuple[list[BoundField], ReadStay | None]]:
        """The fields of each stay, to be shown under its heading, and what else papers tell."""
        offered = self.offered
        for n in range(1, self.count + 1):
            yield [self[f"{name}_{n}"] for name in STAY], offered.get(n)

    @property
    def further(self) -> ReadStay | None:
        """A stay that papers tell of, and for which there is no place yet."""
        return self.offered.get(self.count + 1) if self.may_grow else None

    @cached_property
    def offered(self) -> dict[int, ReadStay]:
        """What papers tell otherwise than it stands in the form, by the number of the stay."""
        typed = [self._typed(n) for n in range(1, self.count + 1)]
        places = placed(_read_of(self.claim), typed)
        return {
            n + 1: stay
            for n, stay in places.items()
            if n >= len(typed) or not stay.told.items() <= typed[n].told.items()
        }

    def _typed(self, n: int) -> ReadStay:
        """What stands in the form of a stay; what is not to be understood counts as empty."""
        values = {}
        for name in STAY:
            bound = self[f"{name}_{n}"]
            try:
                values[name] = bound.field.clean(bound.value())
            except forms.ValidationError:
                values[name] = None
        return ReadStay(**values)

    @property
    def may_grow(self) -> bool:
        return self.count < MOST_STAYS

    def clean(self) -> None:
        super().clean()
        typed = self.cleaned_data
        spans = {
            n: (typed[f"admitted_on_{n}"], typed[f"discharged_on_{n}"])
            for n in range(1, self.count + 1)
            if typed.get(f"admitted_on_{n}") and typed.get(f"discharged_on_{n}")
        }
        problems = completeness.stays_problems([*spans.values()], self.claim)
        for n, sentences in zip(spans, problems, strict=True):
            for sentence in sentences:
                self.add_error(f"discharged_on_{n}", sentence)

    def save(self) -> Claim:
        """Write the stays into the claim; NotOpen when that may not be done now."""
        stays = [
            StayFacts(**{name: self.cleaned_data[f"{name}_{n}"] for name in STAY})
            for n in range(1, self.count + 1)
        ]
        traffic = {Circumstance.TRAFFIC_ACCIDENT} if self.cleaned_data["traffic"] else set()
        return intake.save_stays(self.claim.pk, stays, circumstances=traffic)


def stays_form(claim: Claim, data: Mapping[str, str] | None) -> StaysForm:
    """Give the form as the claim stands, as it was sent, or as a button asked to reshape it.

    `add`, `remove` and `fill` (the number of a stay) save and judge nothing: they give the form
    anew with all that was typed, and `fill` with what papers tell of that stay.
    """
    if data is None:
        return _as_saved(claim)
    count = _count(data)
    if "add" in data and count < MOST_STAYS:
        form = StaysForm(claim, count=count + 1, initial=dict(data.items()))
        form.fields[f"hospital_{count + 1}"].widget.attrs["autofocus"] = True
        return form
    if "fill" in data:
        return _filled(claim, data, count)
    if "remove" in data and count > 1:
        kept = [n for n in range(1, count + 1) if str(n) != data["remove"]]
        typed = {
            f"{name}_{new}": data.get(f"{name}_{old}", "")
            for new, old in enumerate(kept, start=1)
            for name in STAY
        }
        traffic = data.get("traffic", "")
        return StaysForm(claim, count=len(kept), initial={**typed, "traffic": traffic})
    return StaysForm(claim, data, count=count)


def _as_saved(claim: Claim) -> StaysForm:
    stays = list(claim.stays.all())
    initial: dict[str, object] = {
        f"{name}_{n}": getattr(stay, name) for n, stay in enumerate(stays, start=1) for name in STAY
    }
    if stays:
        traffic = Circumstance.TRAFFIC_ACCIDENT in claim.circumstances
        initial["traffic"] = "yes" if traffic else "no"
    return StaysForm(claim, count=max(len(stays), 1), initial=initial)


def _filled(claim: Claim, data: Mapping[str, str], count: int) -> StaysForm:
    asked = StaysForm(claim, count=count, initial=dict(data.items()))
    n = next((n for n in asked.offered if str(n) == data["fill"]), 0)
    if not 0 < n <= MOST_STAYS:
        return asked
    told = {f"{name}_{n}": value for name, value in asked.offered[n].told.items()}
    form = StaysForm(claim, count=max(count, n), initial={**dict(data.items()), **told})
    form.filled = n
    form.fields[f"hospital_{n}"].widget.attrs["autofocus"] = True
    return form


def _read_of(claim: Claim) -> list[ReadStay]:
    """The stays that a machine read of the claim's papers; a query, where any are read at all.

    Bills come first: it is their count of days that is asked for.
    """
    if not settings.OCR:
        return []
    readings = Reading.objects.of(claim).order_by("-page__material", "page__position")
    return stays_read(reading.found for reading in readings)


def _count(data: Mapping[str, str]) -> int:
    sent = data.get("stays", "")
    count = int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 3 else 1  # noqa: PLR2004
    return min(max(count, 1), MOST_STAYS)


def _fields(n: int) -> dict[str, forms.Field]:
    return {
        f"hospital_{n}": fields.text(
            "就诊医院", ask="请填写就诊医院。", most=100, hint="与出院记录上的名称一致。"
        ),
        f"admitted_on_{n}": fields.day("入院日期", ask="请填写入院日期。"),
        f"discharged_on_{n}": fields.day("出院日期", ask="请填写出院日期。"),
        f"printed_days_{n}": fields.number(
            "票据所载住院天数",
            most=MOST_PRINTED_DAYS,
            hint="住院票据或结算单上印的实际住院天数，例如 10。",
        ),
    }

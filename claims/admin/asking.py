"""The form that writes one defect down: what it is about, why, words, and the spot on the page."""

from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from django import forms

from claims.admin.pages import Paper
from claims.models import Page
from claims.papers import FACTS, WORDS
from claims.photographs.spots import PLACES, Spot, ninth
from claims.reasons import Correctable
from claims.review import Asked

REASONS: Final = [
    ("", "请选择原因"),
    *((code, f"{code[1:]} {label}") for code, label in Correctable.choices),
]
"""The number first: typed in the list, it chooses."""


def target_of(page: Page) -> str:
    """A page as the form names what a defect is about."""
    return f"{page.material}/{page.pk}"


class NoteForm(forms.Form):
    """One defect: what it is about, the reason, words, and the spot on the page."""

    about = forms.ChoiceField(
        label="哪里", error_messages={"required": "请选择是哪一页或哪份材料。"}
    )
    reason = forms.ChoiceField(
        label="原因", choices=REASONS, error_messages={"required": "请选择原因。"}
    )
    words = forms.CharField(
        label="写给职工的说明",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "可不填"}),
    )
    place = forms.ChoiceField(
        label="在这一页的什么位置",
        choices=[("", "不标"), *((place, place) for place in PLACES)],
        required=False,
        initial="",
        widget=forms.RadioSelect,
    )
    spot = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    """As drawn: left, top, width and height in parts of the page."""

    def __init__(self, papers: Sequence[Paper], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about = self.fields["about"]
        assert isinstance(about, forms.ChoiceField)  # noqa: S101 - for the types
        about.choices = list(_targets(papers))

    def clean_spot(self) -> Spot | None:
        drawn: str = self.cleaned_data["spot"]
        try:
            return Spot(*(float(part) for part in drawn.split(","))) if drawn else None
        except (TypeError, ValueError):
            raise forms.ValidationError("标记不在图片上，请重新画。") from None

    def asked(self) -> Asked:
        material, _, page = self.cleaned_data["about"].partition("/")
        place: str = self.cleaned_data["place"]
        spot = self.cleaned_data["spot"] or (ninth(place) if place else None)
        return Asked(
            material,
            Correctable(self.cleaned_data["reason"]),
            self.cleaned_data["words"],
            UUID(page) if page else None,
            spot if page else None,
        )


def _targets(papers: Sequence[Paper]) -> Iterator[tuple[str, Any]]:
    """Each page and each whole paper, what was typed, and the papers that are not listed."""
    listed = {paper.material for paper in papers}
    for paper in papers:
        leaves = [
            (target_of(page), f"{paper.name}第{number}页")
            for number, page in enumerate(paper.pages, start=1)
        ]
        yield paper.name, [*leaves, (paper.material, f"{paper.name}：整份")]
    yield (
        "其他",
        [
            (FACTS, "填写的内容"),
            *((str(p), f"另需：{words.name}") for p, words in WORDS.items() if p not in listed),
        ],
    )

"""The checklist of a community's first review: each paper in order, or what is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms

from claims.reasons import Correctable
from claims.review import Asked

CHOICES = [("", "齐全"), *Correctable.choices]


class ChecklistForm(forms.Form):
    """A reason and words for each paper; no reason means that it is there and can be read.

    The words take lines: in a single one the enter key would send what is found of the first paper.
    """

    def __init__(self, papers: Sequence[Any], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, label_suffix="")
        self.papers = papers
        for paper in papers:
            first = str(Correctable.MISSING) if paper.missing else ""
            self.fields[f"reason-{paper.material}"] = forms.ChoiceField(
                label=f"{paper.name}：是否齐全", choices=CHOICES, required=False, initial=first
            )
            self.fields[f"words-{paper.material}"] = forms.CharField(
                label=f"{paper.name}：写给职工的说明",
                max_length=300,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2, "placeholder": "可不填"}),
            )

    def rows(self) -> Iterator[tuple[Any, forms.BoundField, forms.BoundField]]:
        """Each paper with its two fields, for the page."""
        for paper in self.papers:
            yield paper, self[f"reason-{paper.material}"], self[f"words-{paper.material}"]

    def clean(self) -> None:
        super().clean()
        for paper in self.papers:
            reason = self.cleaned_data.get(f"reason-{paper.material}")
            words = self.cleaned_data.get(f"words-{paper.material}")
            if reason == Correctable.OTHER and not words:
                self.add_error(f"words-{paper.material}", "选择“其他”时，请写明需要补正什么。")
            if words and not reason:
                self.add_error(f"reason-{paper.material}", "写了说明的，请选择原因。")

    def asked(self) -> list[Asked]:
        """What is to be asked for; empty when everything is there."""
        told = self.cleaned_data
        return [
            Asked(paper.material, Correctable(reason), told[f"words-{paper.material}"])
            for paper in self.papers
            if (reason := told[f"reason-{paper.material}"])
        ]

"""The form that asks for corrections: a row a page, a row a paper, all sent at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django import forms
from django.forms import BoundField

from claims.admin.forms import MoveForm
from claims.admin.pages import Paper
from claims.models import Page
from claims.papers import FACTS, WORDS
from claims.reasons import Correctable
from claims.review import Asked

ANOTHER: Final = "another"
"""The row for a paper that is not among those listed."""

REASONS: Final = [("", "不需要补正"), *Correctable.choices]


@dataclass(frozen=True, slots=True)
class Row:
    """What can be asked about one page, one whole paper, or what was typed."""

    key: str
    name: str
    material: str
    page: Page | None
    reason: BoundField
    words: BoundField


class AskForm(MoveForm):
    """Reason and words for each row; a row without a reason asks nothing."""

    def __init__(self, papers: Sequence[Paper], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.papers = papers
        for key, name in [
            *(row for paper in papers for row in self._keys(paper)),
            (FACTS, "填写的内容"),
            (ANOTHER, "另一种材料"),
        ]:
            self.fields[f"reason-{key}"] = forms.ChoiceField(
                label=f"{name}：原因", choices=REASONS, required=False
            )
            self.fields[f"words-{key}"] = forms.CharField(
                label=f"{name}：说明",
                max_length=300,
                required=False,
                widget=forms.TextInput(attrs={"placeholder": "写给职工的说明，可不填"}),
            )
        self.fields["paper"] = forms.ChoiceField(
            label="哪一种材料",
            required=False,
            choices=[("", "请选择"), *((str(p), words.name) for p, words in WORDS.items())],
        )

    def rows(self, paper: Paper) -> list[Row]:
        """The rows of one paper: itself, then its pages."""
        pages = {str(page.pk): page for page in paper.pages}
        return [
            self._row(key, name, paper.material, pages.get(key)) for key, name in self._keys(paper)
        ]

    def groups(self) -> Iterator[tuple[Paper, list[Row]]]:
        for paper in self.papers:
            yield paper, self.rows(paper)

    def typed(self) -> Row:
        return self._row(FACTS, "填写的内容", FACTS, None)

    def another(self) -> Row:
        return self._row(ANOTHER, "另一种材料", "", None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, words in list(cleaned.items()):
            reason = name.replace("words-", "reason-", 1)
            if name.startswith("words-") and words and not cleaned.get(reason):
                self.add_error(reason, "写了说明，还没有选择原因。")
        if cleaned.get(f"reason-{ANOTHER}") and not cleaned.get("paper"):
            self.add_error("paper", "请选择是哪一种材料。")
        return cleaned

    def asked(self) -> list[Asked]:
        """What is asked, in the order of the papers."""
        rows = [row for _paper, group in self.groups() for row in group]
        found = [self._asked(row.key, row.material, row.page) for row in [*rows, self.typed()]]
        found.append(self._asked(ANOTHER, self.cleaned_data["paper"], None))
        return [item for item in found if item is not None]

    def arguments(self) -> dict[str, Any]:
        return {"asked": self.asked(), "version": self.cleaned_data["version"]}

    def _asked(self, key: str, material: str, page: Page | None) -> Asked | None:
        reason = self.cleaned_data[f"reason-{key}"]
        if not reason:
            return None
        page_id: UUID | None = page.pk if page else None
        words = self.cleaned_data[f"words-{key}"]
        return Asked(material, Correctable(reason), words, page=page_id)

    def _row(self, key: str, name: str, material: str, page: Page | None) -> Row:
        return Row(key, name, material, page, self[f"reason-{key}"], self[f"words-{key}"])

    @staticmethod
    def _keys(paper: Paper) -> list[tuple[str, str]]:
        pages = [(str(page.pk), f"第{n}页") for n, page in enumerate(paper.pages, start=1)]
        return [(paper.material, "整份材料" if pages else "这份材料"), *pages]

"""What a machine read, beside what was typed; and the numbers of the invoices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from claims.admin.pages import Paper
from claims.models import Claim, InvoiceNumber, Page, Reading
from claims.money import yuan
from claims.photographs.spots import Mark, mark
from claims.reading.comparing import Compared, compared
from claims.reading.numbers import NUMBERED
from claims.reading.papers import Field
from claims.reading.stays import ReadStay
from claims.repeats.invoices import same_invoices
from members import days

LABELS: Final[Mapping[Field, str]] = {
    Field.NAME: "姓名",
    Field.HOSPITAL: "医院",
    Field.ADMITTED_ON: "入院",
    Field.DISCHARGED_ON: "出院",
    Field.DAYS: "天数",
    Field.TOTAL: "合计",
    Field.FUND: "统筹支付",
    Field.OWN_SHARE: "个人自付",
    Field.OWN_COST: "个人自费",
    Field.CODE: "代码",
    Field.NUMBER: "号码",
}
THIN: Final = 0.01
"""A line of print is marked as thin as it is, so that its neighbours stay free."""


@dataclass(frozen=True, slots=True)
class Row:
    """One value as the desk shows it."""

    number: int
    label: str
    read: str
    typed: str
    differs: bool


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What was found on a page, each value with its number and its mark."""

    rows: list[Row]
    marks: list[Mark]
    code: str
    number: str

    @property
    def differing(self) -> int:
        return sum(row.differs for row in self.rows)


@dataclass(frozen=True, slots=True)
class Invoice:
    """A page of an invoice, the number that is registered of it, and the one that was read."""

    page: Page
    name: str
    registered: InvoiceNumber | None
    read: ReadPage | None

    @property
    def shown(self) -> InvoiceNumber | ReadPage | None:
        """Whose number stands in the form."""
        return self.registered or self.read


def read_pages(claim: Claim) -> dict[UUID, ReadPage]:
    """What was read of the pages of a claim, by page. Two queries; none where nothing is read."""
    if not settings.OCR:
        return {}
    stays = [
        ReadStay(stay.hospital, stay.admitted_on, stay.discharged_on, stay.printed_days)
        for stay in claim.stays.all()
    ]
    read = {}
    for reading in Reading.objects.of(claim).select_related("page"):
        found = reading.found
        values = compared(found, name=claim.member.name, stays=stays)
        read[reading.page_id] = _shown_on(reading.page, values)
    return read


def invoices(
    claim: Claim, papers: Iterable[Paper], read: Mapping[UUID, ReadPage]
) -> dict[str, Any]:
    """The pages that bear a number, and the numbers that another claim has too. Two queries."""
    rows = InvoiceNumber.objects.filter(page__claim=claim, page__removed_at=None)
    registered = {row.page_id: row for row in rows}
    return {
        "invoices": [
            Invoice(page, f"{paper.name}第{number}页", registered.get(page.pk), read.get(page.pk))
            for paper in papers
            if paper.material in NUMBERED
            for number, page in enumerate(paper.pages, start=1)
        ],
        "repeated": same_invoices(claim, registered.values()),
    }


def _shown_on(page: Page, values: list[Compared]) -> ReadPage:
    read = {one.field: one.read for one in values}
    return ReadPage(
        [_row(number, one) for number, one in enumerate(values, start=1)],
        [
            mark(one.spot, number, width=page.width, height=page.height, least=THIN)
            for number, one in enumerate(values, start=1)
        ],
        read.get(Field.CODE, ""),
        read.get(Field.NUMBER, ""),
    )


def _row(number: int, one: Compared) -> Row:
    typed = _shown(one.field, one.typed) if one.typed else ""
    return Row(
        number, LABELS[one.field], _shown(one.field, one.read), typed, bool(typed) and not one.same
    )


def _shown(field: Field, value: str) -> str:
    match field:
        case Field.ADMITTED_ON | Field.DISCHARGED_ON:
            return days.long(date.fromisoformat(value))
        case Field.DAYS:
            return f"{value}天"
        case Field.TOTAL | Field.FUND | Field.OWN_SHARE | Field.OWN_COST:
            return f"{yuan(int(value))}元"
    return value

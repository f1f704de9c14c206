"""Opening a scheme period: one person drafts its rule sheet, another publishes it.

Each verb checks the sheet by the rules' own reader, locks the row and writes, in one transaction.
Whoever wrote to a draft last is its drafter. A published sheet never changes: a trigger says so,
as a constraint says that two people were at it.
"""

import hashlib
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.benefits import read_sheet
from claims.errors import CodeChanged, CodeTaken, NotPublished, OwnDraft, Published, SheetChanged
from members.models import AccessLog, Scheme, User
from members.roles import Role

DRAFTERS = (Role.ADMINISTRATOR,)
PUBLISHERS = (Role.ADMINISTRATOR, Role.SECOND_CHECKER)
OPENING: Final = "scheme_opened"
"""In the access log: who opened which period for enrolment, and instead of which."""


def mark(scheme: Scheme) -> str:
    """Fingerprint the text of a sheet, so that what is published is what was read."""
    return hashlib.sha256(scheme.sheet.encode()).hexdigest()


def draft(text: str, *, by: User) -> Scheme:
    """Open a period with a draft; code and name are the sheet's own.

    SheetInvalid, with every problem at once, when the text is no sheet; CodeTaken.
    """
    _allow(by, DRAFTERS)
    sheet = read_sheet(text)
    try:
        with transaction.atomic():
            return Scheme.objects.create(
                code=sheet.code, name=sheet.name, sheet=text, drafted_by=by
            )
    except IntegrityError as error:
        raise CodeTaken(sheet.code) from error


@transaction.atomic
def revise(code: str, text: str, *, by: User, read: str) -> Scheme:
    """Write another text into a draft that has the mark `read`. The same text changes nothing.

    SheetInvalid, CodeChanged, Published; SheetChanged when somebody wrote to it since.
    """
    _allow(by, DRAFTERS)
    sheet = read_sheet(text)
    scheme = _locked(code, read)
    if sheet.code != code:
        raise CodeChanged(code, sheet.code)
    if text != scheme.sheet:
        scheme.name, scheme.sheet, scheme.drafted_by = sheet.name, text, by
        scheme.save(update_fields=["name", "sheet", "drafted_by"])
    return scheme


@transaction.atomic
def publish(code: str, *, by: User, read: str) -> Scheme:
    """Put the draft that has the mark `read` in force: it can be opened for enrolment from now on.

    OwnDraft, Published; SheetChanged when it is not what was read; SheetInvalid when the rules
    have since come to read less than they did.
    """
    _allow(by, PUBLISHERS)
    scheme = _locked(code, read)
    if scheme.drafted_by_id == by.pk:
        raise OwnDraft
    read_sheet(scheme.sheet)
    scheme.status, scheme.published_by = Scheme.Status.PUBLISHED, by
    scheme.published_at = timezone.now()
    scheme.save(update_fields=["status", "published_by", "published_at"])
    return scheme


@transaction.atomic
def open_for_enrolment(code: str, *, by: User) -> Scheme:
    """Enrol people under this period from now on, and under no other. Open already: no change.

    NotPublished while it is a draft.
    """
    _allow(by, PUBLISHERS)
    # All of them, in one order: two who open at once wait, and the second closes the first's.
    schemes = {s.pk: s for s in Scheme.objects.select_for_update(of=("self",)).order_by("code")}
    scheme, before = schemes[code], [s for s in schemes.values() if s.open_for_enrolment]
    if scheme.status != Scheme.Status.PUBLISHED:
        raise NotPublished
    if before == [scheme]:
        return scheme
    Scheme.objects.filter(open_for_enrolment=True).update(open_for_enrolment=False)
    scheme.open_for_enrolment = True
    scheme.save(update_fields=["open_for_enrolment"])
    AccessLog.objects.create(
        by=by, what=OPENING, object_id=code, reason="、".join(s.pk for s in before)
    )
    return scheme


def _allow(by: User, roles: tuple[Role, ...]) -> None:
    if not by.has_role(*roles):
        raise PermissionDenied


def _locked(code: str, read: str) -> Scheme:
    """Lock a draft. Published or SheetChanged when it is not the draft that was read."""
    scheme = Scheme.objects.select_for_update(of=("self",)).get(pk=code)
    if scheme.status != Scheme.Status.DRAFT:
        raise Published
    if mark(scheme) != read:
        raise SheetChanged
    return scheme

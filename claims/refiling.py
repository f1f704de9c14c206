"""A claim closed late or taken back, filed again: a new draft with what was told and photographed.

The pages are rows of their own that name the same stored bytes; the vault keeps bytes as long as
any row names them, so neither claim can take them from the other.
"""

from uuid import NAMESPACE_OID, UUID, uuid5

from django.core.exceptions import PermissionDenied
from django.db import transaction

from claims.benefits import Circumstance
from claims.errors import MoveRefused
from claims.models import Claim, Occurrence, Page, Stay
from claims.reading import owed
from claims.states import Action, Status
from claims.transitions import locked
from members.keys import new_key
from members.models import User

TYPED = ("payee_name", "payee_bank", "payee_account", "circumstances", "station_id")


@transaction.atomic
def file_again(claim_id: UUID, *, by: User) -> Claim:
    """Open a draft that takes over a claim that ended so. Asked twice, it gives the same draft."""
    old = locked(claim_id)
    if not old.is_handled_by(by):
        raise PermissionDenied
    if not old.may_be_filed_again:
        raise MoveRefused(Action.SUBMIT, Status(old.status))
    client_key = uuid5(NAMESPACE_OID, f"again:{old.pk}")
    draft, created = Claim.objects.get_or_create(
        member=old.member,
        client_key=client_key,
        defaults={
            "kind": old.kind,
            "applicant": by,
            "follows": old,
            **{name: getattr(old, name) for name in TYPED},
        },
    )
    if created:
        _take_over(old, draft)
        _keep_agent(old, draft, by)
    return draft


def _keep_agent(old: Claim, draft: Claim, by: User) -> None:
    """Who filed for another files again for them; the member who files again needs no agent."""
    agency = old.by_agent
    if agency is None:
        return
    if by.pk == old.applicant_id:
        agency.pk, agency.claim = None, draft
        agency.save(force_insert=True)
    else:
        draft.circumstances = [c for c in draft.circumstances if c != Circumstance.BY_AGENT]
        draft.save(update_fields=["circumstances"])


def _take_over(old: Claim, draft: Claim) -> None:
    stays = list(old.stays.all())
    for stay in stays:
        stay.pk, stay.claim = None, draft
    Stay.objects.bulk_create(stays)
    happened = Occurrence.objects.filter(claim=old).first()
    if happened is not None:
        told = {
            field.attname: getattr(happened, field.attname)
            for field in Occurrence._meta.concrete_fields  # noqa: SLF001 - Django's documented door
            if field.attname not in {"id", "claim_id", "listed", "first_diagnosis"}
        }
        Occurrence.objects.create(claim=draft, **told)
    pages = list(old.pages.live())
    for page in pages:
        page.pk, page.claim, page.replaces = new_key(), draft, None
    Page.objects.bulk_create(pages)
    owed.owe(pages)

"""What the office's tests do again and again: sign in, open a page, make a move by its form."""

from django.test import Client
from django.urls import reverse

from members.roles import Role
from tests.factories.claims import staff


def signed_in(client: Client, *roles: Role, **fields):
    """Sign somebody of the office in who holds `roles`; give the account."""
    person = staff(roles[0], **fields)
    person.roles = [str(role) for role in roles]
    person.save()
    client.force_login(person)
    return person


def page(name, claim=None, *rest):
    return reverse(f"admin:claims_claim_{name}", args=[claim.pk, *rest] if claim else [])


def as_read(claim):
    """The hidden fields of a form that shows the claim as it is now."""
    claim.refresh_from_db()
    return {"version": claim.version, "seen": claim.events.count()}


def make(client, claim, code, read=None, **fields):
    """Post the form of a move, read now or at `read`."""
    return client.post(page("move", claim, code), {**(read or as_read(claim)), **fields})

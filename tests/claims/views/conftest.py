"""Whoever looks at the pages of a claim."""

import uuid

import pytest
from django.urls import reverse

from claims import intake
from claims.models import Kind
from tests.factories.members import CoverageFactory, MemberFactory


def at(name, claim, *more):
    return reverse(f"claims:{name}", args=[claim.pk, *more])


@pytest.fixture
def member():
    """A worker with an account, covered from 16 March 2023 for a year."""
    found = MemberFactory.create(bound=True)
    CoverageFactory.create(member=found)
    return found


@pytest.fixture
def browser(client, member):
    """The browser of that worker."""
    client.force_login(member.user)
    return client


@pytest.fixture
def draft(member):
    """An inpatient claim with nothing filled in."""
    return intake.open_draft(member, Kind.INPATIENT, by=member.user, client_key=uuid.uuid4())

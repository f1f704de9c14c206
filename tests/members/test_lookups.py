"""What the lists of the office answer when their address is written by hand."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from members.roles import OFFICE_ROLES
from tests.factories.members import StaffFactory, StationFactory

pytestmark = pytest.mark.django_db

LISTS = sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.fixture
def office():
    client = Client()
    client.force_login(StaffFactory.create(roles=[str(role) for role in OFFICE_ROLES]))
    return client


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model._meta.label_lower)
def test_a_list_tells_nothing_of_a_column_that_is_no_filter_of_its(office, model):
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    columns = [field.name for field in model._meta.concrete_fields]
    asked = [f"{column}{how}" for column in columns for how in ("__startswith", "__gte", "__in")]

    assert {office.get(url, {lookup: "1"}).status_code for lookup in asked} == {400}


@pytest.mark.parametrize(
    ("name", "lookup"),
    [
        ("members_user", "is_active__exact=1"),
        ("members_coverage", "scheme__code__exact=xiamen-18"),
        ("members_coverage", "starts_on__year=2026&starts_on__month=7"),
        ("members_enrolmentbatch", "status__exact=confirmed"),
        ("members_accesslog", "what__exact=page"),
        ("claims_payout", "state__exact=paid"),
    ],
)
def test_a_list_is_narrowed_by_its_filters_and_days(office, name, lookup):
    assert office.get(reverse(f"admin:{name}_changelist") + f"?{lookup}").status_code == 200


def test_slots_and_visits_are_narrowed_by_station(office):
    station = StationFactory.create()
    slots, visits = (reverse(f"admin:appointments_{m}_changelist") for m in ("slot", "booking"))

    assert office.get(slots, {"station__id__exact": station.pk}).status_code == 200
    asked = {"seat__slot__station__id__exact": station.pk}
    assert office.get(visits, asked).status_code == 200

"""Signing in to the office, and its pages of people and organisations."""

from django.test import Client
from django.urls import reverse

from tests.factories.members import StaffFactory

PASSWORD = "fifteen letters at least"


def office(role):
    client = Client()
    client.force_login(StaffFactory.create(roles=[str(role)]))
    return client


def words(response):
    assert response.status_code == 200
    return response.content.decode()


def change(row):
    return reverse(f"admin:members_{row._meta.model_name}_change", args=[row.pk])

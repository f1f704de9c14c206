"""What people send is not written to a disk in clear: here the folder for that is not there."""

import uuid

import pytest
from django.conf import global_settings
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.claims.files import photo
from tests.factories import claims as made

pytestmark = pytest.mark.django_db

PHOTO = photo("discharge.jpg")


@pytest.fixture
def claim(client, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "there is no such folder")
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = len(PHOTO) // 2
    found = made.ClaimFactory.create()
    client.force_login(found.applicant)
    return found


def send(client, claim):
    sent = {"client_key": str(uuid.uuid4()), "files": [SimpleUploadedFile("a.jpg", PHOTO)]}
    return client.post(f"/claims/{claim.pk}/papers/discharge_record/", sent)


def test_a_photograph_comes_in_whole_without_a_temporary_file(client, claim):
    send(client, claim)

    assert claim.pages.get().original_size == len(PHOTO)


def test_djangos_own_way_would_have_written_one(client, claim, settings):
    settings.FILE_UPLOAD_HANDLERS = global_settings.FILE_UPLOAD_HANDLERS

    with pytest.raises(FileNotFoundError):
        send(client, claim)

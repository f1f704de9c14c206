"""What the sealed columns promise, on the rows that use them."""

from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.db.migrations.writer import MigrationWriter
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from members.fields import BlindIndexField, SealedField
from members.identity import phone as canonical_phone
from members.models import Member, SignInCode, User
from members.sealing import Unsealable

NUMBER = "350200199003070015"
PHONE = "13800138000"

pytestmark = pytest.mark.django_db


def member(**changes):
    values = {
        "name": "测试甲",
        "id_number": NUMBER,
        "phone": PHONE,
        "sex": Member.Sex.MALE,
        "born_on": date(1990, 3, 7),
    }
    return Member(**values | changes)


def saved(**changes):
    row = member(**changes)
    row.save()
    return row


def code(phone=PHONE):
    return SignInCode(phone=phone, browser="b", code_hash="h", expires_at="2026-11-22T00:00Z")


def raw(row, column):
    """The bytes of a column as the table holds them."""
    table = {Member: "members_member", SignInCode: "members_signincode"}[type(row)]
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE id = %s', [row.pk])  # noqa: S608
        return bytes(cursor.fetchone()[0])


def test_a_sealed_column_reads_as_it_was_written():
    pk = saved().pk

    found = Member.objects.get(pk=pk)

    assert (found.id_number, found.phone) == (NUMBER, PHONE)


def test_the_row_holds_nothing_in_clear():
    row = saved()

    for column in ("id_number", "id_number_index", "phone", "phone_index"):
        stored = raw(row, column)
        assert NUMBER.encode() not in stored
        assert PHONE.encode() not in stored


def test_a_ciphertext_moved_to_another_row_does_not_open():
    here, there = saved(), saved(id_number="11010519491231002X")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE members_member SET id_number = %s WHERE id = %s",
            [raw(here, "id_number"), there.pk],
        )

    moved = Member.objects.get(pk=there.pk)

    assert Member.objects.get(pk=here.pk).id_number == NUMBER
    with pytest.raises(Unsealable):
        _ = moved.id_number


def test_a_ciphertext_moved_to_another_column_does_not_open():
    row = saved()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_member SET phone = id_number WHERE id = %s", [row.pk])

    with pytest.raises(Unsealable):
        _ = Member.objects.get(pk=row.pk).phone


def test_equal_values_differ_when_sealed_and_agree_in_the_index():
    one, two = code(), code()
    one.save()
    two.save()

    assert raw(one, "phone") != raw(two, "phone")
    assert raw(one, "phone_index") == raw(two, "phone_index")


def test_equal_values_in_two_columns_have_unlike_indexes():
    sent = code()
    sent.save()

    assert raw(saved(), "phone_index") != raw(sent, "phone_index")


def test_a_row_is_found_by_the_plain_value():
    row = saved()

    assert Member.objects.get(id_number_index=NUMBER) == row
    assert list(Member.objects.filter(id_number_index__in=[NUMBER, "x"])) == [row]
    assert not Member.objects.filter(id_number_index="11010519491231002X").exists()


def test_a_query_by_index_does_not_carry_the_value():
    with CaptureQueriesContext(connection) as queries:
        list(Member.objects.filter(id_number_index=NUMBER))

    assert NUMBER not in queries[0]["sql"]


def test_a_unique_index_holds():
    saved()

    with pytest.raises(IntegrityError, match="id_number_index"):
        saved()


def test_empty_text_has_no_index_and_is_not_unique():
    one, two = saved(phone=""), saved(phone="", id_number="11010519491231002X")

    assert Member.objects.filter(phone_index=None).count() == 2
    assert Member.objects.get(pk=one.pk).phone == ""
    assert raw(two, "phone") == b""


def test_a_change_is_sealed_and_indexed():
    row = Member.objects.get(pk=saved().pk)

    row.phone = "13900139000"
    row.save()

    assert Member.objects.get(phone_index="13900139000").phone == "13900139000"
    assert not Member.objects.filter(phone_index=PHONE).exists()


def test_what_nobody_opened_is_saved_as_it_was():
    row = saved()
    before = raw(row, "id_number")

    untouched = Member.objects.only("id_number").get(pk=row.pk)
    untouched.save(update_fields=["id_number"])

    assert raw(row, "id_number") == before


def test_many_rows_at_once_are_sealed_each_to_itself():
    Member.objects.bulk_create([member(), member(id_number="11010519491231002X", phone="")])

    assert Member.objects.get(id_number_index=NUMBER).id_number == NUMBER
    assert Member.objects.get(id_number_index="11010519491231002X").phone == ""


def test_deferred_and_refreshed_rows_read_the_same():
    pk = saved().pk

    deferred = Member.objects.defer("id_number").get(pk=pk)
    assert deferred.id_number == NUMBER
    deferred.id_number = "changed"
    deferred.refresh_from_db()
    assert deferred.id_number == NUMBER


def test_values_give_no_plain_text():
    saved()

    assert "0015" not in str(Member.objects.values_list("id_number", flat=True).get())


@pytest.mark.parametrize(
    "refused",
    [
        pytest.param(lambda: Member.objects.filter(id_number=NUMBER).count(), id="filter"),
        pytest.param(lambda: Member.objects.filter(id_number__in=[NUMBER]).count(), id="in"),
        pytest.param(lambda: Member.objects.filter(id_number__contains="35").count(), id="part"),
        pytest.param(lambda: Member.objects.update(phone=PHONE), id="update"),
        pytest.param(lambda: Member.objects.bulk_update([saved()], ["phone"]), id="bulk_update"),
        pytest.param(lambda: Member.objects.filter(id_number_index=5).count(), id="no text"),
    ],
)
def test_what_cannot_work_on_sealed_columns_says_so(refused):
    with pytest.raises(TypeError, match="Member"):
        refused()


def test_a_null_look_up_works():
    saved()

    assert Member.objects.filter(id_number__isnull=False).count() == 1


def test_rows_sealed_under_an_old_key_still_read():
    with override_settings(SEALING_KEYS={"old": b"o" * 32}):
        pk = saved().pk

    with override_settings(SEALING_KEYS={"new": b"n" * 32, "old": b"o" * 32}):
        row = Member.objects.get(pk=pk)
        assert row.id_number == NUMBER
        row.save()

    with override_settings(SEALING_KEYS={"new": b"n" * 32}):
        assert Member.objects.get(pk=pk).id_number == NUMBER


def test_a_row_without_its_key_says_which_one():
    with override_settings(SEALING_KEYS={"lost": b"o" * 32}):
        pk = saved().pk

    with pytest.raises(Unsealable, match="lost"):
        _ = Member.objects.get(pk=pk).id_number


def test_an_index_may_bring_values_into_one_form():
    account = User.objects.create_by_phone("13800138000")

    assert User.objects.get(phone_index="+86 138 0013 8000") == account
    assert not User.objects.filter(phone_index="13900139000").exists()


@pytest.mark.parametrize(
    "field",
    [
        SealedField("手机号码", blank=True),
        BlindIndexField(source="phone", normalise=canonical_phone, unique=True),
    ],
)
def test_migrations_can_write_the_fields(field):
    _, path, args, kwargs = field.deconstruct()

    again = type(field)(*args, **kwargs)

    assert again.deconstruct()[1:] == (path, args, kwargs)
    assert MigrationWriter.serialize(field)

import pytest
from django.test import override_settings

from members.sealing import BLOCK, Unsealable, blind, seal, sealed_blocks, unseal

OLD, NEW = b"o" * 32, b"n" * 32
PLAIN = b"350200199003070015"


def test_what_is_sealed_opens_at_its_place():
    assert unseal(seal(PLAIN, bound_to="row.1"), bound_to="row.1") == PLAIN
    assert unseal(seal(b"", bound_to="row.1"), bound_to="row.1") == b""


def test_sealed_bytes_show_nothing_and_never_repeat():
    first, second = seal(PLAIN, bound_to="row.1"), seal(PLAIN, bound_to="row.1")

    assert PLAIN not in first
    assert first != second


def test_what_is_sealed_opens_nowhere_else():
    with pytest.raises(Unsealable):
        unseal(seal(PLAIN, bound_to="row.1"), bound_to="row.2")


@pytest.mark.parametrize("place", range(3 + 12 + len(PLAIN) + 16))
def test_any_altered_byte_is_noticed(place):
    with override_settings(SEALING_KEYS={"1": OLD}):
        sealed = bytearray(seal(PLAIN, bound_to="row.1"))
        sealed[place] ^= 1

        with pytest.raises(Unsealable):
            unseal(bytes(sealed), bound_to="row.1")


@pytest.mark.parametrize(
    "sealed", [b"", b"\x01", b"\x01\xff", b"\x01\x011", b"\x02\x011" + b"x" * 40, PLAIN]
)
def test_what_was_never_sealed_does_not_open(sealed):
    with pytest.raises(Unsealable):
        unseal(sealed, bound_to="row.1")


def test_a_new_key_seals_while_the_old_one_still_opens():
    with override_settings(SEALING_KEYS={"old": OLD}):
        before = seal(PLAIN, bound_to="row.1")

    with override_settings(SEALING_KEYS={"new": NEW, "old": OLD}):
        after = seal(PLAIN, bound_to="row.1")
        assert unseal(before, bound_to="row.1") == PLAIN

    with override_settings(SEALING_KEYS={"new": NEW}):
        assert unseal(after, bound_to="row.1") == PLAIN
        with pytest.raises(Unsealable, match="'old'"):
            unseal(before, bound_to="row.1")


def test_the_key_id_cannot_be_exchanged():
    with override_settings(SEALING_KEYS={"a": OLD, "b": OLD}):
        sealed = seal(PLAIN, bound_to="row.1").replace(b"a", b"b", 1)

        with pytest.raises(Unsealable):
            unseal(sealed, bound_to="row.1")


def test_blind_indexes_agree_for_one_purpose_only():
    assert blind("13800138000", purpose="user.phone") == blind("13800138000", purpose="user.phone")
    assert blind("13800138000", purpose="user.phone") != blind(
        "13800138000", purpose="member.phone"
    )
    assert blind("13800138000", purpose="user.phone") != blind("13800138001", purpose="user.phone")
    assert len(blind("", purpose="user.phone")) == 32


def test_blind_indexes_depend_on_their_key():
    ours = blind("13800138000", purpose="user.phone")

    with override_settings(BLIND_INDEX_KEY=NEW):
        assert blind("13800138000", purpose="user.phone") != ours


@pytest.mark.parametrize("length", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, BLOCK * 2])
def test_what_is_sealed_in_blocks_opens_like_any_other(length):
    plain = bytes(length)

    sealed = b"".join(sealed_blocks(plain, bound_to="file.1"))

    assert len(sealed) == len(seal(plain, bound_to="file.1"))
    assert unseal(sealed, bound_to="file.1") == plain
    with pytest.raises(Unsealable):
        unseal(sealed, bound_to="file.2")

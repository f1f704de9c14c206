"""Personal data under lock: the only place that touches a key.

What is sealed is bound to where it stands (a column of a row, a file's key): moved elsewhere it
no longer opens. A sealed text begins with how it was made, so that keys and algorithms can
change without touching what is stored:

    1 byte   algorithm: 1 = AES-256-GCM, 12-byte random nonce, 16-byte tag
    1 byte   length of the key id, then the key id in ASCII
    12 bytes nonce, then the ciphertext with its tag

All of it and the place are authenticated. Blind indexes are HMACs under a key of their own: equal
values of one purpose give equal bytes, and nothing else can be learnt from them.
"""

import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

if TYPE_CHECKING:
    from hashlib import _Hash

AES_256_GCM: Final = 1
NONCE_BYTES: Final = 12
BLOCK: Final = 1 << 18
"""Bytes of a large content that are sealed at a time."""
BLIND_BYTES: Final = 32
"""Length of a blind index."""


class Unsealable(Exception):
    """Sealed bytes that do not open: of another place, altered, or under a key we do not hold."""


def seal(plain: bytes, *, bound_to: str) -> bytes:
    """Seal under the current key, for one place. Twice the same gives different bytes."""
    key_id, key = next(iter(settings.SEALING_KEYS.items()))
    header = _header(key_id)
    nonce = os.urandom(NONCE_BYTES)
    return header + nonce + _cipher(key).encrypt(nonce, plain, header + bound_to.encode())


def sealed_blocks(plain: bytes | bytearray, *, bound_to: str) -> Iterator[bytes]:
    """Give what `seal` gives, a block at a time: what is large is not held twice."""
    key_id, key = next(iter(settings.SEALING_KEYS.items()))
    header = _header(key_id)
    nonce = os.urandom(NONCE_BYTES)
    sealing = Cipher(algorithms.AES(key), modes.GCM(nonce)).encryptor()
    sealing.authenticate_additional_data(header + bound_to.encode())
    yield header + nonce
    whole = memoryview(plain)
    for start in range(0, len(whole), BLOCK):
        yield sealing.update(whole[start : start + BLOCK])
    yield sealing.finalize() + sealing.tag


def unseal(sealed: bytes, *, bound_to: str) -> bytes:
    """Open what `seal` made for the same place, under any key still held; else Unsealable."""
    if len(sealed) < 2 or sealed[0] != AES_256_GCM:  # noqa: PLR2004 - the two bytes described above
        raise Unsealable("not sealed by us, or by an unknown algorithm")
    end = 2 + sealed[1]
    header, rest = sealed[:end], memoryview(sealed)[end:]
    key_id = header[2:].decode("ascii", "replace")
    if key_id not in settings.SEALING_KEYS:
        raise Unsealable(f"sealed under key {key_id!r}, which is not in SEALING_KEYS")
    try:
        return _cipher(settings.SEALING_KEYS[key_id]).decrypt(
            rest[:NONCE_BYTES], rest[NONCE_BYTES:], header + bound_to.encode()
        )
    except (InvalidTag, ValueError):
        raise Unsealable(f"does not open at {bound_to}") from None


def blind(value: str, *, purpose: str) -> bytes:
    """Give the blind index of a value in its canonical form: 32 bytes, equal for equal values."""
    return next(blinds([value], purpose=purpose))


def blinds(values: Iterable[str], *, purpose: str) -> Iterator[bytes]:
    """Give the blind index of each value: for a city of them, at half the time of one by one."""
    keyed, closing = _hmac(settings.BLIND_INDEX_KEY, purpose)
    for value in values:
        inner, outer = keyed.copy(), closing.copy()
        inner.update(value.encode())
        outer.update(inner.digest())
        yield outer.digest()


@lru_cache(maxsize=64)
def _hmac(key: bytes, purpose: str) -> "tuple[_Hash, _Hash]":
    """Give the two hashes that HMAC-SHA-256 (RFC 2104) begins with, the purpose read in: a third
    of the time of one made anew, and a city has millions."""
    block = (sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in block) for pad in (0x36, 0x5C))
    return sha256(inner + f"{purpose}\0".encode()), sha256(outer)


_BLOCK: Final = sha256().block_size


@lru_cache(maxsize=16)
def _header(key_id: str) -> bytes:
    return bytes([AES_256_GCM, len(key_id)]) + key_id.encode("ascii")


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)

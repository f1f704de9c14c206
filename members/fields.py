"""Columns for personal data: one that is sealed, one by which it can be found all the same.

A sealed column is bound to its table, its name and the key of its row, so a ciphertext copied to
another row or column does not open. That is why the row's key has to be known before it is
saved, and why renaming such a table or column means sealing it anew. Both are written in
`pre_save`: `save` and `bulk_create` fill them. `save(update_fields=…)` writes what it names and
no more, so name the index beside its source. `QuerySet.update` and `bulk_update`, which never see
the row, are refused.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from django.db import models
from django.db.models.lookups import Exact
from django.db.models.query_utils import DeferredAttribute

from members.sealing import BLIND_BYTES, blind, blinds, seal, unseal

if TYPE_CHECKING:
    TextColumn = models.Field[str, str]
    BytesColumn = models.Field[str | bytes | None, bytes | None]
else:  # Django's fields know no brackets at run time
    TextColumn = BytesColumn = models.Field

KEY: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""A key in the one form that a column is bound to."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """The bytes of a sealed column before anybody has asked what they say."""

    sealed: bytes

    def __str__(self) -> str:
        return "(sealed)"

    __repr__ = __str__


class _SealedAttribute(DeferredAttribute):
    """Opens the column when it is first read."""

    field: "SealedField"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is not None and isinstance(value, Sealed):
            value = self.field.text(value.sealed, instance.pk)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: str | Sealed | None) -> None:
        instance.__dict__[self.field.attname] = value


class SealedField(TextColumn):
    """Text kept under AES-256-GCM, read and written as `str`; the empty text as no bytes.

    It cannot be searched, ordered or updated in place: TypeError for the first and the last.
    """

    descriptor_class = _SealedAttribute

    def get_internal_type(self) -> str:
        return "BinaryField"

    def from_db_value(self, value: Any, *_: object) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def get_prep_value(self, value: Any) -> bytes | None:
        if value is None or value == b"":  # b"" is how a new column begins in old rows
            return value  # type: ignore[no-any-return]
        if isinstance(value, Sealed):
            return value.sealed
        raise TypeError(
            f"{self.model.__name__}.{self.name} is sealed to its row: set it on an instance and "
            f"save that; look it up through its blind index"
        )

    def get_lookup(self, lookup_name: str) -> "type[models.Lookup[Any]] | None":
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else Exact

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:  # noqa: FBT001 - Django's
        """Seal what was set; what was never opened goes back as it came."""
        if self.attname not in model_instance.__dict__:
            getattr(model_instance, self.attname)
        value = model_instance.__dict__[self.attname]
        if value is None or isinstance(value, Sealed):
            return value
        return Sealed(self.sealed(str(value), model_instance.pk))

    def sealed(self, value: str, key: Any) -> bytes:
        """Give the bytes that the column of the row with this key holds."""
        return seal(value.encode(), bound_to=self.place(key)) if value else b""

    def text(self, sealed: bytes, key: Any) -> str:
        """Give what the bytes say; Unsealable when they were not sealed for this row and column."""
        return unseal(sealed, bound_to=self.place(key)).decode() if sealed else ""

    def place(self, key: Any) -> str:
        """Say what the column of the row with this key is bound to."""
        if key is None:
            raise ValueError(f"{self.model.__name__} needs its key before {self.name} is sealed")
        if not (isinstance(key, str) and KEY.fullmatch(key)):
            key = self.model._meta.pk.to_python(key)  # noqa: SLF001 - Django's documented door
        return f"{self._stands}.{key}"

    @cached_property
    def _stands(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"  # noqa: SLF001


class BlindIndexField(BytesColumn):
    """The blind index of another field: computed when saved, hashes what it is compared with.

    `filter(id_number_index="3502…")` finds by exact value. `normalise` brings both what is
    stored and what is asked for into one form; what it raises passes on. Null when the source is
    empty. The purpose is table and column, so indexes of two columns never match.
    """

    def __init__(
        self, *, source: str, normalise: Callable[[str], str] | None = None, **kwargs: Any
    ) -> None:
        self.source = source
        self.normalise = normalise
        super().__init__(**{"null": True, "editable": False, **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs |= {"source": self.source, "null": self.null, "editable": self.editable}
        if self.normalise is not None:
            kwargs["normalise"] = self.normalise
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "BinaryField"

    def from_db_value(self, value: Any, *_: object) -> bytes | None:
        return None if value is None else bytes(value)

    def get_prep_value(self, value: Any) -> bytes | None:
        if isinstance(value, str):
            return self.index_of(value)
        if value is None or (isinstance(value, bytes) and len(value) == BLIND_BYTES):
            return value
        raise TypeError(f"{self.model.__name__}.{self.name} is compared with a str or its index")

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:  # noqa: FBT001 - Django's
        index = self.index_of(getattr(model_instance, self.source) or "")
        setattr(model_instance, self.attname, index)
        return index

    def index_of(self, value: str) -> bytes | None:
        """Give the index of a value; None for the empty text, also after normalising."""
        canonical = self.normalise(value) if self.normalise and value else value
        if not canonical:
            return None
        return blind(canonical, purpose=self._purpose)

    def indexes_of(self, canonical: Iterable[str]) -> Iterator[bytes]:
        """Give the index of each value: of many, none of them empty, all in canonical form."""
        return blinds(canonical, purpose=self._purpose)

    @cached_property
    def _purpose(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"  # noqa: SLF001

"""A sealed column and its blind index are written together, whoever names what to write."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

from members.fields import BlindIndexField

CHECKOUT = Path(__file__).parents[2]
ROOMS = ("config", "members", "claims", "appointments")


def indexes_by_source():
    """What has to be named beside each indexed column: models may call the index differently."""
    indexes: dict[str, set[str]] = {}
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, BlindIndexField):
                indexes.setdefault(field.source, set()).add(field.name)
    return indexes


def forgotten(tree, indexes):
    """Each `update_fields=[…]` that names an indexed column without its index, by line."""
    named = [
        (word.value.lineno, {e.value for e in ast.walk(word.value) if isinstance(e, ast.Constant)})
        for word in ast.walk(tree)
        if isinstance(word, ast.keyword) and word.arg == "update_fields"
    ]
    return [
        line
        for line, fields in named
        for source, names in indexes.items()
        if source in fields and not names & fields
    ]


def test_no_index_is_left_behind():
    indexes = indexes_by_source()
    found = [
        f"{path.relative_to(CHECKOUT)}:{line}"
        for room in ROOMS
        for path in (CHECKOUT / room).rglob("*.py")
        for line in forgotten(ast.parse(path.read_text()), indexes)
    ]

    assert {"phone", "id_number"} <= indexes.keys()
    assert found == []


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ('m.save(update_fields=["name", "phone"])', [1]),
        ('m.save(update_fields=["phone", "phone_index"])', []),
        ('m.save(update_fields=["name"])', []),
    ],
)
def test_the_guard_sees_what_it_guards(code, lines):
    assert forgotten(ast.parse(code), {"phone": {"phone_index"}}) == lines

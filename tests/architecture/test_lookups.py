"""Get-or-create is safe under races only where the database holds that there is one such row."""

import ast
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Model, UniqueConstraint

from tests.architecture.test_status_writers import ROOT, sources

VERBS = {"get_or_create", "update_or_create"}
MODELS = {model.__name__: model for model in apps.get_models()}


def calls(tree: ast.AST) -> Iterator[tuple[str, frozenset[str]]]:
    """Each `Model.objects.get_or_create(…)`: its model, and by what it looks."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in VERBS:
            assert isinstance(node.func, ast.Attribute)
            named = {str(word.arg).removesuffix("_id") for word in node.keywords}
            yield ast.unparse(node.func.value).partition(".")[0], frozenset(named - {"defaults"})


def held_once(model: type[Model]) -> Iterator[frozenset[str]]:
    """The sets of fields of which the database holds that no two rows share them."""
    yield from (frozenset({f.name}) for f in model._meta.fields if f.unique)
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            parts = constraint.condition.children if constraint.condition else []
            where = {part[0].partition("__")[0] for part in parts if isinstance(part, tuple)}
            yield frozenset({*constraint.fields, *where})


FOUND = [
    pytest.param(model, looked_for, id=f"{path.relative_to(ROOT)}:{model}")
    for path in sources()
    if "bench" not in path.parts
    for model, looked_for in calls(ast.parse(path.read_text()))
]


@pytest.mark.parametrize(("model", "looked_for"), FOUND)
def test_what_is_got_or_created_is_unique_in_the_database(model, looked_for) -> None:
    once = list(held_once(MODELS[model]))

    assert any(fields <= looked_for for fields in once), f"{model} by {sorted(looked_for)}"


def test_a_lookup_that_is_not_unique_would_be_noticed() -> None:
    assert list(calls(ast.parse("Payout.objects.get_or_create(batch=b, state=s)"))) == [
        ("Payout", frozenset({"batch", "state"}))
    ]
    once = list(held_once(MODELS["Payout"]))
    assert not any(fields <= {"batch", "state"} for fields in once)
    assert any(fields <= {"award", "attempt", "state"} for fields in once)

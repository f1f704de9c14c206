"""The repository checks itself: only the rooms that own a status write one."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]

OWNERS = {
    "claims/transitions.py",
    "claims/schemes/periods.py",
    "claims/payouts/batches.py",
    "members/enrolment/alone.py",
    "members/enrolment/checking.py",
    "claims/payouts/answers.py",
    "claims/payouts/recovery.py",
    "claims/reading/owed.py",
    "claims/payouts/rulings.py",
    "members/enrolment/enrol.py",
    "members/enrolment/online.py",
    "members/corrections.py",
    "members/posts.py",
    "members/systems.py",
}


def writers(tree: ast.AST) -> Iterator[int]:
    """Lines that assign to `.status` or `.state`, or update one through a QuerySet."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            targets = [t for target in node.targets for t in ast.walk(target)]
            if any(isinstance(t, ast.Attribute) and t.attr in {"status", "state"} for t in targets):
                yield node.lineno
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "update"
            and any(k.arg in {"status", "state"} for k in node.keywords)
        ):
            yield node.lineno


def sources() -> Iterator[Path]:
    for app in ("members", "claims", "appointments", "config"):
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path


def test_only_its_owners_write_a_status() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in sources()
        if any(writers(ast.parse(path.read_text())))
    }

    assert found <= OWNERS
    assert "claims/transitions.py" in found


def test_a_writer_is_noticed() -> None:
    assert list(writers(ast.parse("claim.status = 'approved'"))) == [1]
    assert list(writers(ast.parse("Claim.objects.update(status='approved')"))) == [1]
    assert list(writers(ast.parse("claim.version = 2"))) == []


def test_money_code_holds_no_float() -> None:
    rooms = [*(ROOT / "claims/benefits").glob("*.py"), *(ROOT / "claims/payouts").glob("*.py")]
    rooms += [ROOT / "claims" / name for name in ("money.py", "working.py", "checking.py")]

    for path in rooms:
        for node in ast.walk(ast.parse(path.read_text())):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), path
            assert not (isinstance(node, ast.Name) and node.id == "float"), path
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
                assert isinstance(node.right, ast.Constant | ast.JoinedStr), path  # of paths


def test_domain_code_never_publishes_a_task() -> None:
    for path in sources():
        if path.name in {"tasks.py", "celery.py"}:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute):
                assert node.attr not in {"delay", "apply_async", "delay_on_commit"}, path

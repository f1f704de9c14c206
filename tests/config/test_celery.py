"""What may stand in a message of the broker, and what may not be asked of it."""

import ast
import inspect
import pickle

import pytest
from kombu.exceptions import ContentDisallowed
from kombu.serialization import loads, prepare_accept_content

from config.celery import app
from tests.architecture.test_status_writers import ROOT, sources

OURS = ("members.", "claims.", "appointments.")
PUBLISHES = {"apply_async", "send_task", "signature"}
LATER = {"eta", "countdown"}


def tasks():
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if name.startswith(OURS)}


def test_a_message_only_says_look_now_so_nothing_of_a_person_can_stand_in_one() -> None:
    assert len(tasks()) >= 15
    for name, task in tasks().items():
        assert not inspect.signature(task.run).parameters, name
    assert app.conf.task_ignore_result


def test_every_sweep_of_the_beat_is_a_task_that_is_there() -> None:
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(tasks())


def test_only_json_is_read() -> None:
    read = {"accept": prepare_accept_content(app.conf.accept_content)}

    assert loads('{"a": 1}', "application/json", "utf-8", **read) == {"a": 1}
    for kind in ("application/x-python-serialize", "application/x-yaml"):
        with pytest.raises(ContentDisallowed):
            loads(pickle.dumps({}), kind, "binary", **read)


def test_an_unknown_task_is_nobodys() -> None:
    with pytest.raises(app.tasks.NotRegistered):
        app.tasks["os.system"]


def test_nothing_is_ever_published_for_later() -> None:
    """A promise is a row with a day, swept for; a broker may forget it or run it twice."""
    assert asked_later(ast.parse("task.apply_async(eta=then)")) == ["eta"]
    for path in [*sources(), *(ROOT / "config").rglob("*.py")]:
        assert asked_later(ast.parse(path.read_text())) == [], path


def asked_later(tree: ast.AST) -> list[str]:
    return [
        word.arg
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in PUBLISHES
        for word in call.keywords
        if word.arg in LATER
    ]

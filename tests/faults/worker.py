"""The rig's Celery application: the house's, with a hasty beat and with patches."""

import os

import django

from config.celery import app

django.setup()

from tests.faults.unsafe import PATCHES  # noqa: E402 - models are not there before
from tests.faults.world import FileSms  # noqa: E402

HASTY = {"send-messages", "collect-due-payouts", "settle-waiting-returns"}

app.conf.beat_schedule = {
    name: {**entry, "schedule": 0.3}
    for name, entry in app.conf.beat_schedule.items()
    if name in HASTY
}


@app.task(name="faults.send_one")
def send_one(text: str) -> None:
    """A text whose only trace is this message in the broker: the control of F03."""
    FileSms().send("", text)


for name in filter(None, os.environ.get("FAULTS_UNSAFE", "").split(",")):
    PATCHES[name]()

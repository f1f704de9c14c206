"""The Celery app and the beat table: the one list of what runs when.

Rows in PostgreSQL are the queue. A message here only says "look now": it may be lost, late or
repeated without effect, so every sweep below can also be run by `manage.py sweep`.
"""

import os
from typing import Final

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("huzhu")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["members", "claims", "claims.payouts", "appointments"])

MINUTE: Final = 60.0

app.conf.beat_schedule = {
    "send-messages": {"task": "members.tasks.send_messages", "schedule": MINUTE / 6},
    "register-fees": {"task": "members.tasks.register_fees", "schedule": 2 * MINUTE},
    "check-rosters": {"task": "members.tasks.check_rosters", "schedule": MINUTE / 30},
    "remind-of-endings": {
        "task": "members.tasks.remind_of_endings",
        "schedule": crontab(minute="5", hour="9-17"),  # nobody is woken
    },
    "forget-codes": {"task": "members.tasks.forget_codes", "schedule": 60 * MINUTE},
    "collect-due-payouts": {
        "task": "claims.payouts.tasks.collect_due",
        "schedule": MINUTE / 4,
    },
    "settle-waiting-returns": {
        "task": "claims.payouts.tasks.settle_waiting",
        "schedule": MINUTE / 4,
    },
    "run-simulations": {"task": "claims.tasks.run_simulations", "schedule": MINUTE / 12},
    "read-papers": {
        "task": "claims.tasks.read_papers",
        "schedule": MINUTE / 4,
        "options": {"expires": MINUTE / 4},
    },
    "remind-members": {"task": "claims.tasks.remind", "schedule": 60 * MINUTE},
    "invite-ratings": {
        "task": "claims.tasks.invite_ratings",
        "schedule": crontab(minute="20", hour="9-17"),  # nobody is woken
    },
    "close-late-corrections": {"task": "claims.tasks.close_late", "schedule": 60 * MINUTE},
    "watch-claims": {"task": "claims.tasks.watch", "schedule": MINUTE / 2},
    "draw-samples": {"task": "claims.tasks.draw_samples", "schedule": 60 * MINUTE},
    "publish-figures": {"task": "claims.tasks.publish", "schedule": 60 * MINUTE},
    "resume-files": {"task": "claims.tasks.resume_files", "schedule": MINUTE},
    "look-for-twins": {"task": "claims.tasks.look_for_twins", "schedule": MINUTE},
    "sweep-vault": {"task": "claims.tasks.sweep_vault", "schedule": 60 * MINUTE},
    "reconcile": {"task": "claims.tasks.reconcile", "schedule": crontab(hour=3, minute=30)},
    "open-coming-slots": {
        "task": "appointments.tasks.open_coming_slots",
        "schedule": 60 * MINUTE,
    },
    "settle-visits": {"task": "appointments.tasks.settle_visits", "schedule": 10 * MINUTE},
}

"""Settings of the rig's processes: durable engines, texts into a file, a quick broker."""

from pathlib import Path

from tests.settings import *  # noqa: F403
from tests.settings import CELERY_BROKER_TRANSPORT_OPTIONS, DATABASES, VAR_DIR

DATABASE = DATABASES["default"]
OPTIONS = {"options": "-c lock_timeout=10s -c statement_timeout=30s"}
DATABASES = {"default": {**DATABASE, "NAME": "faults", "OPTIONS": OPTIONS}}
VAULT_ROOT = Path(VAR_DIR) / "vault"
SMS_ADAPTER = "tests.faults.world.FileSms"
CELERY_BROKER_TRANSPORT_OPTIONS = CELERY_BROKER_TRANSPORT_OPTIONS | {
    "visibility_timeout": 5,
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
}
LOGGING = {"version": 1, "disable_existing_loggers": True}

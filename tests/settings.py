"""Settings of the suite: as in production, but for speed and for where files lie."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in the test's thread
os.environ.setdefault("SECRET_KEY", "tests-only-" + "k" * 50)
os.environ.setdefault("SEALING_KEYS", "dGVzdHMtb25seS1zZWFsaW5nLWtleS0zMi1ieXRlcyE=")
os.environ.setdefault("BLIND_INDEX_KEY", "dGVzdHMtb25seS1pbmRleGluZy1rZXktMzItYnl0ZSE=")

from config.settings import *  # noqa: F403
from config.settings import DATABASES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SCRATCH = Path(tempfile.mkdtemp(prefix="huzhu-tests-"))
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
VAULT_ROOT = SCRATCH / "vault"
STATIC_ROOT = Path(tempfile.mkdtemp(dir=SCRATCH))
DATABASE = DATABASES["default"]
OPTIONS = {"options": "-c lock_timeout=3s -c statement_timeout=30s -c huzhu.may_truncate=on"}
DATABASES = {"default": {**DATABASE, "OPTIONS": OPTIONS, "CONN_MAX_AGE": 0}}

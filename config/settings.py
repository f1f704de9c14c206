"""One settings file for every environment and both zones: environments differ by variables.

ZONE is `public` (外网: members and cadres), `internal` (内网: the office) or `all` (development
and the embedded default, both in one process). docs/reference/settings.md lists each variable.
"""

import base64
from datetime import timedelta
from importlib import import_module

import dj_database_url
from csp.constants import NONE, SELF

from config import env

# Paths and zone

BASE_DIR = env.BASE_DIR
VAR_DIR = env.VAR_DIR
ZONE = env.zone()
PUBLIC = ZONE in {"public", "all"}
INTERNAL = ZONE in {"internal", "all"}

if INTERNAL:  # lets ModelAdmin[Claim] be written; imports the admin, which the public zone must not
    django_stubs_ext = import_module("django_stubs_ext")
    django_stubs_ext.monkeypatch()

# Secrets

SECRET_KEY = env.secret("SECRET_KEY")
SEALING_KEYS = {
    key_id or "1": base64.b64decode(key)
    for key_id, _, key in (part.rpartition(":") for part in env.secret("SEALING_KEYS").split(","))
}
"""By key id, 32 bytes each. The first seals; the others still open what they sealed."""
BLIND_INDEX_KEY = base64.b64decode(env.secret("BLIND_INDEX_KEY"))

# Applications and middleware

DEBUG = env.flag("DEBUG")
DEMO = env.flag("DEMO", default=ZONE == "all")
ALLOWED_HOSTS = env.listed("ALLOWED_HOSTS", default="localhost,127.0.0.1" if ZONE == "all" else "")
CSRF_TRUSTED_ORIGINS = env.listed("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    *(["drf_spectacular"] if PUBLIC else []),
    "members",
    "claims",
    "appointments",
    *(["django.contrib.admin", "axes"] if INTERNAL else []),
]

PROXIES = env.number("PROXIES", default=0)
"""Of ours in front, each of which adds to X-Forwarded-For."""

MIDDLEWARE = [
    "config.proxy.caller",
    # What every answer carries comes first: what answers early (files, a redirect) carries it too.
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.headers.every_answer",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.gate.Gate",
]

ROOT_URLCONF = f"config.urls.{ZONE}"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "members.display.display",
            ],
        },
    },
]

# Database: PostgreSQL, and nothing else

DATABASES = {
    "default": {
        **dj_database_url.parse(env.database_url(), conn_max_age=60, conn_health_checks=True),
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {
            "options": "-c lock_timeout=3s -c statement_timeout=30s"
            " -c idle_in_transaction_session_timeout=30s",
        },
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Accounts and sessions

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["config.gate.OfficeBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SECOND_FACTOR = INTERNAL and env.flag("SECOND_FACTOR", default=not DEMO)
"""Whether the office asks for a code of the officer's phone besides the password."""
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=5)  # a pause, never a lock that an outsider could cause
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["axes.W002", "axes.W003"]  # asked at the door: config.urls.internal
LOGIN_URL = "members:sign_in" if PUBLIC else "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
"""Where the office goes whose way back is no page of ours; members.views.signing_in has its own."""
SESSION_ENGINE = "config.sessions"
SESSION_COOKIE_AGE = 30 * 60
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Language: screens are written in Simplified Chinese

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

# Files

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "staticfiles": {"BACKEND": "config.static.Storage"},
}
VAULT_ROOT = env.path("VAULT_ROOT", default=VAR_DIR / "vault")
FILE_UPLOAD_HANDLERS = ["config.sent.Unwritten"]
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 31

# Security

HTTPS = env.flag("HTTPS", default=ZONE != "all")
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_NAME = f"{'__Host-' if HTTPS else ''}{ZONE}-session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict" if ZONE == "internal" else "Lax"
CSRF_COOKIE_NAME = f"{'__Host-' if HTTPS else ''}{ZONE}-csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE
CSRF_FAILURE_VIEW = "config.headers.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}

# The interface for units' own systems: JSON alone, nobody but whom the Gate let through

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["members.api.caller.AskedAtTheGate"],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_THROTTLE_CLASSES": ["members.api.caller.SoManyAMinute"],
    "DEFAULT_PARSER_CLASSES": ["members.api.caller.StrictJson"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "members.api.answers.refused",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "互助保障单位接口",
    "DESCRIPTION": "供单位的人事系统提交参保名册、查询结果和在保职工。",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}

# Celery: messages are nudges, the rows are the queue

CELERY_BROKER_URL = env.broker_url()
CELERY_TASK_DEFAULT_QUEUE = ZONE
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_PUBLISH_RETRY = False
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_TIMEZONE = TIME_ZONE

# Logging: constant messages and ids, nothing of a person

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "config.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", default="INFO")},
}

# Ours

ROSTER_MOST_ROWS = env.number("ROSTER_MOST_ROWS", default=20_000)
OCR = env.flag("OCR")
"""Whether a machine reads the papers; needs the extra of that name."""
BATCH_WEEKDAYS = env.listed("BATCH_WEEKDAYS", "1,2,3,4,5")
BANK_FORMAT = env.text("BANK_FORMAT", default="huzhu-1")
CLAMD_SOCKET = env.socket("CLAMD_SOCKET")
SMS_ADAPTER = env.text(
    "SMS_ADAPTER",
    default="members.outside.sms.ShownSms" if DEMO else "members.outside.sms.AliyunSms",
)
SMS_A_DAY = env.number("SMS_A_DAY", default=20_000)
ALIYUN_SMS_KEY_ID = env.text("ALIYUN_SMS_KEY_ID", default="")
ALIYUN_SMS_KEY_SECRET = env.text("ALIYUN_SMS_KEY_SECRET", default="")
ALIYUN_SMS_SIGN_NAME = env.text("ALIYUN_SMS_SIGN_NAME", default="")
ALIYUN_SMS_TEMPLATE = env.text("ALIYUN_SMS_TEMPLATE", default="")
WECHAT_ADAPTER = env.text(
    "WECHAT_ADAPTER", default="members.outside.wechat.ShownWechat" if DEMO else ""
)
WECHAT_APP_ID = env.text("WECHAT_APP_ID", default="")
WECHAT_APP_SECRET = env.text("WECHAT_APP_SECRET", default="")
WECHAT_TEMPLATE = env.text("WECHAT_TEMPLATE", default="")
WECHAT_SITE = env.text("WECHAT_SITE", default="")
PAYMENT_ADAPTER = env.text(
    "PAYMENT_ADAPTER", default="members.outside.payment.ShownPayments" if DEMO else ""
)
FEE_ACCOUNT = {
    "name": env.text("FEE_ACCOUNT_NAME", default="示范市职工互助保障专户" if DEMO else ""),
    "bank": env.text("FEE_ACCOUNT_BANK", default="示范银行营业部" if DEMO else ""),
    "number": env.text("FEE_ACCOUNT_NUMBER", default="0000 1111 2222 3333" if DEMO else ""),
}
"""Where units transfer their fees to."""

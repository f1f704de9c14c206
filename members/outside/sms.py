"""Text messages: the Protocol, a stand-in that shows them on a page, and the real partner.

Never call `send` inside a transaction: it waits for somebody else's machine.
"""

import importlib
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

SHOWN: Final = 50
"""Texts that the demo's phone shows."""


class SmsFailed(Exception):
    """The partner did not take the text; `reason` is its own word, for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Sms(Protocol):
    def send(self, phone: str, text: str) -> None:
        """Send `text` to a canonical phone number; SmsFailed when it was not taken."""


def get_sms() -> Sms:
    """Give the partner that the settings name."""
    adapter: type[Sms] = import_string(settings.SMS_ADAPTER)
    return adapter()


class ShownSms:
    """Shows texts on the demo's phone instead of sending them; RuntimeError outside the demo."""

    def __init__(self) -> None:
        if not settings.DEMO:
            raise RuntimeError("ShownSms shows codes to everybody: it is for the demo only.")
        self.file = Path(settings.VAR_DIR) / "demo-phone.jsonl"

    def send(self, phone: str, text: str) -> None:
        line = {"phone": phone, "text": text, "at": timezone.now().isoformat()}
        kept = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(kept, "a") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")

    def texts(self) -> list[dict[str, str | datetime]]:
        """Give the last that were sent, newest first: phone, text, at."""
        try:
            lines = self.file.read_text().splitlines()[-SHOWN:]
        except FileNotFoundError:
            return []
        texts = [json.loads(line) for line in reversed(lines)]
        return [text | {"at": datetime.fromisoformat(text["at"])} for text in texts]


class AliyunSms:
    """Sends through Alibaba Cloud's short message service.

    The template has one variable, `text`. RuntimeError when the library or a setting is missing.
    """

    def __init__(self) -> None:
        missing = [
            name
            for name in ("KEY_ID", "KEY_SECRET", "SIGN_NAME", "TEMPLATE")
            if not getattr(settings, f"ALIYUN_SMS_{name}")
        ]
        if missing:
            raise RuntimeError(f"ALIYUN_SMS_{missing[0]} is not set.")
        try:
            self.api = importlib.import_module("alibabacloud_dysmsapi20170525.models")
            client = importlib.import_module("alibabacloud_dysmsapi20170525.client")
            openapi = importlib.import_module("alibabacloud_tea_openapi.models")
        except ModuleNotFoundError as error:
            raise RuntimeError(
                "AliyunSms needs the library alibabacloud_dysmsapi20170525: pip install it, "
                "or name another adapter in SMS_ADAPTER."
            ) from error
        self.client = client.Client(
            openapi.Config(
                access_key_id=settings.ALIYUN_SMS_KEY_ID,
                access_key_secret=settings.ALIYUN_SMS_KEY_SECRET,
                endpoint="dysmsapi.aliyuncs.com",
                connect_timeout=2000,
                read_timeout=5000,
            )
        )

    def send(self, phone: str, text: str) -> None:
        request = self.api.SendSmsRequest(
            phone_numbers=phone,
            sign_name=settings.ALIYUN_SMS_SIGN_NAME,
            template_code=settings.ALIYUN_SMS_TEMPLATE,
            template_param=json.dumps({"text": text}, ensure_ascii=False),
        )
        try:
            answer = self.client.send_sms(request)
        except Exception as error:  # the library raises many kinds, of no common base
            raise SmsFailed(type(error).__name__) from error
        if answer.body.code != "OK":
            raise SmsFailed(answer.body.code)

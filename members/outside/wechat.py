"""Messages in WeChat: the Protocol, a stand-in that shows them on a page, and the real partner.

Never call `send` inside a transaction: it waits for somebody else's machine.
"""

import importlib
from typing import Final, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from members.outside.sms import ShownSms

SHOWN_AS: Final = "微信"
WORDS: Final = 20
"""Characters that a template's field of this kind takes."""


class WechatFailed(Exception):
    """The partner did not take the message; `reason` is its own word, for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Wechat(Protocol):
    def send(self, wechat_id: str, text: str, link: str) -> None:
        """Send a template message that leads to `link`; WechatFailed when it was not taken."""


def get_wechat() -> Wechat | None:
    """Give the partner that the settings name; None where there is none."""
    if not settings.WECHAT_ADAPTER:
        return None
    adapter: type[Wechat] = import_string(settings.WECHAT_ADAPTER)
    return adapter()


class ShownWechat:
    """Shows messages on the demo's phone instead of sending them; RuntimeError outside the demo."""

    def __init__(self) -> None:
        self.phone = ShownSms()

    def send(self, wechat_id: str, text: str, link: str) -> None:
        self.phone.send(SHOWN_AS, text)


class OfficialAccount:
    """Sends through the template messages of a WeChat official account (微信公众号).

    The template has one field, `thing1`; the message opens the page of the site. RuntimeError when
    the library or a setting is missing.
    """

    def __init__(self) -> None:
        for name in ("WECHAT_APP_ID", "WECHAT_APP_SECRET", "WECHAT_TEMPLATE", "WECHAT_SITE"):
            if not getattr(settings, name):
                raise RuntimeError(f"{name} is not set.")
        try:
            wechatpy = importlib.import_module("wechatpy")
        except ModuleNotFoundError as error:
            raise RuntimeError(
                "OfficialAccount needs the library wechatpy: pip install it, "
                "or name another adapter in WECHAT_ADAPTER."
            ) from error
        self.refused = wechatpy.WeChatClientException
        self.client = wechatpy.WeChatClient(
            settings.WECHAT_APP_ID, settings.WECHAT_APP_SECRET, timeout=5
        )

    def send(self, wechat_id: str, text: str, link: str) -> None:
        shown = text if len(text) <= WORDS else f"{text[: WORDS - 1]}…"
        try:
            self.client.message.send_template(
                wechat_id,
                settings.WECHAT_TEMPLATE,
                {"thing1": {"value": shown}},
                url=f"{settings.WECHAT_SITE}{link or '/messages/'}",
            )
        except self.refused as error:
            raise WechatFailed(str(getattr(error, "errcode", type(error).__name__))) from error

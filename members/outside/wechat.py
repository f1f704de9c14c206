"""Messages in WeChat: the Protocol, a stand-in that shows them on a page, and the real partner.

Never call `send` inside a transaction: it waits for somebody else's machine.
"""

import importlib
from datetime import timedelta
from typing import Any, Final, Protocol
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.module_loading import import_string

from members.outside.sms import ShownSms

CODE_LIVES: Final = timedelta(minutes=5)
SHOWN_AS: Final = "微信"
CONSENT_SITE: Final = "https://open.weixin.qq.com"
"""Where WeChat asks a person, and says who they are."""
WORDS: Final = 20
"""Characters that a template's field of this kind takes."""


class WechatFailed(Exception):
    """The partner did not take the message, or knows no such code; `reason` is its own word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Wechat(Protocol):
    browser: str
    """What the name of a browser holds in which a person can be asked; empty for any."""

    def asks_at(self, state: str, back: str) -> str:
        """Give where a person is asked; they come `back` with the state and a code."""

    def who(self, code: str) -> str:
        """Say for whom a code stands, once: their `wechat_id`. WechatFailed."""

    def send(self, wechat_id: str, text: str, link: str) -> None:
        """Send a template message that leads to `link`; WechatFailed when it was not taken."""


def get_wechat() -> Wechat | None:
    """Give the partner that the settings name; None where there is none."""
    if not settings.WECHAT_ADAPTER:
        return None
    adapter: type[Wechat] = import_string(settings.WECHAT_ADAPTER)
    return adapter()


class ShownWechat:
    """Shows messages on the demo's phone instead of sending them; RuntimeError outside the demo.

    Whoever agrees on the demo's page is known by the account that they are signed in with.
    """

    browser = ""

    def __init__(self) -> None:
        self.phone = ShownSms()

    def send(self, wechat_id: str, text: str, link: str) -> None:
        self.phone.send(SHOWN_AS, text)

    def asks_at(self, state: str, back: str) -> str:
        return f"{reverse('members:demo_wechat')}?{urlencode({'state': state})}"

    def who(self, code: str) -> str:
        try:
            return TimestampSigner(salt=SHOWN_AS).unsign(code, max_age=CODE_LIVES)
        except BadSignature as error:
            raise WechatFailed("40029") from error

    def agreed(self, key: UUID) -> str:
        """Give the code that WeChat would give for the person at this browser."""
        return TimestampSigner(salt=SHOWN_AS).sign(f"demo-{key.hex}")

    def leads_back(self, state: str, code: str) -> str:
        return f"{reverse('members:wechat_back')}?{urlencode({'state': state, 'code': code})}"


class OfficialAccount:
    """Sends through the template messages of a WeChat official account (微信公众号).

    The template has one field, `thing1`; the message opens the page of the site. RuntimeError when
    the library or a setting is missing.
    """

    browser = "MicroMessenger"

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
        self.oauth = importlib.import_module("wechatpy.oauth").WeChatOAuth
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

    def asks_at(self, state: str, back: str) -> str:
        address: str = self._asking(back, state).authorize_url
        return address

    def who(self, code: str) -> str:
        try:
            return str(self._asking("", "").fetch_access_token(code)["openid"])
        except (OSError, self.refused) as error:
            raise WechatFailed(str(getattr(error, "errcode", type(error).__name__))) from error

    def _asking(self, back: str, state: str) -> Any:
        """Ask who somebody is and for nothing more: no name, no picture (snsapi_base)."""
        named = settings.WECHAT_APP_ID, settings.WECHAT_APP_SECRET
        return self.oauth(*named, back, scope="snsapi_base", state=state)

"""By which ways an account is told: on the site always, by SMS, and by WeChat to who binds it.

Binding asks WeChat who somebody is and keeps that, to send to and for nothing else: nobody signs in
by it. Each binding and unbinding is told to the phone, so that whoever did not do it can say so.
"""

from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from members import outbox
from members.errors import NoWechat, WechatTaken, WechatUnconfirmed
from members.keys import new_key
from members.models import AccessLog, User
from members.outside.wechat import WechatFailed, get_wechat

BOUND: Final = "wechat_bound"
UNBOUND: Final = "wechat_unbound"
"""In the access log."""
TOO_LATE_AFTER: Final = timedelta(days=3)
CALL: Final = "如非本人操作，请立即拨打12351。"


def offered() -> bool:
    """Whether messages go by WeChat at all."""
    return get_wechat() is not None


def opens_in(user_agent: str) -> bool:
    """Whether somebody can bind with this browser: a real account is asked inside WeChat alone."""
    wechat = get_wechat()
    return wechat is not None and wechat.browser in user_agent


def asks_at(state: str, back: str) -> str:
    """Give the address at which WeChat says who somebody is, and leads `back` with the state."""
    wechat = get_wechat()
    if wechat is None:
        raise NoWechat
    return wechat.asks_at(state, back)


def bind(user: User, code: str) -> None:
    """Bind whom WeChat's code stands for. NoWechat, WechatUnconfirmed, WechatTaken.

    Waits for WeChat with no transaction open; binding again to the same changes nothing.
    """
    wechat = get_wechat()
    if wechat is None:
        raise NoWechat
    try:
        wechat_id = wechat.who(code)
    except WechatFailed as error:
        raise WechatUnconfirmed from error
    try:
        _bind(user, wechat_id)
    except IntegrityError as error:  # bound to another account at this very moment
        raise WechatTaken from error


@transaction.atomic
def unbind(user: User) -> None:
    """Tell by SMS again from now on."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.wechat_id:
        return
    user.wechat_id = ""
    _record(user, UNBOUND)
    _tell(
        user, f"wechat-unbound:{new_key()}", f"您的账户已关闭微信通知，办理进度改为短信通知。{CALL}"
    )


@transaction.atomic
def _bind(user: User, wechat_id: str) -> None:
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.wechat_id == wechat_id:
        return
    if User.objects.filter(wechat_index=wechat_id).exists():
        raise WechatTaken
    # Owed while WeChat is not known yet, and so by SMS: to the phone that signs in.
    _tell(
        user, f"wechat-bound:{new_key()}", f"您的账户已开通微信通知，办理进度将发送到微信。{CALL}"
    )
    user.wechat_id = wechat_id
    _record(user, BOUND)


def _record(user: User, what: str) -> None:
    user.save(update_fields=["wechat_id", "wechat_index"])
    AccessLog.objects.create(by=user, what=what, object_id=user.pk.hex)


def _tell(user: User, key: str, text: str) -> None:
    expires_at = timezone.now() + TOO_LATE_AFTER
    outbox.owe(user, key=key, text=f"{text}{CALL}", expires_at=expires_at, sms=True)

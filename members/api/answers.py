"""What a system reads when a call is refused: a stable code and a sentence."""

from collections.abc import Sequence
from typing import Any, Final

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.response import Response

from members import errors
from members.refusals import sentence

CODES: Final = {
    "TOKEN_WRONG": (401, "没有令牌，或令牌已失效。请在请求头 Authorization 中写明 Bearer 和令牌。"),
    "NOT_FOUND": (404, "没有找到，请核对编号。"),
    "METHOD_WRONG": (405, "这个地址不支持这种请求方法，请查看接口说明。"),
    "ACCEPT_WRONG": (406, "答复只有 JSON 一种格式。"),
    "BODY_NOT_JSON": (400, "请求内容不是有效的 JSON。"),
    "BODY_WRONG": (400, "请求内容有误，请按 problems 逐项更正。"),
    "BODY_TOO_LARGE": (413, "请求内容过大，请把名册分成几份。"),
    "TYPE_WRONG": (415, "请求内容须为 JSON，并写明 Content-Type: application/json。"),
    "KEY_MISSING": (400, "请在请求头 Idempotency-Key 中写明8至64位的字母、数字、- 或 _。"),
    "KEY_REUSED": (422, "这个 Idempotency-Key 已用于另一份内容，请换一个。"),
    "KEY_IN_PROGRESS": (409, "使用同一个 Idempotency-Key 的请求正在办理，请稍后再取结果。"),
    "TOO_MANY_CALLS": (429, "调用过于频繁，请稍后再试。"),
    "NO_PERIOD_OPEN": (409, "现在没有开放参保的期次。"),
    "ROSTER_SEEN": (409, "同样内容的名册已经提交过，见 roster。"),
    "ROSTER_MOVED": (409, "名册的状态已经变化。"),
    "ROSTER_CHANGED": (409, "名册中有人员的参保情况刚刚变化，请重新核对。"),
    "NOBODY_GOOD": (409, "名册中没有可以参保的人员。"),
    "ASKED_TOO_MUCH": (429, "今天提交的名册中需要人工核验的人员较多。"),
    "GIFT_OVER": (409, "赠送保障已不接收名册。"),
    "GIFT_FULL": (409, "赠送名额不足。"),
    "PERIOD_OVER": (409, "本期已没有可以保障的日子。"),
    "ROSTER_UNUSABLE": (400, "名册不能使用。"),
}
"""Every code, with its status and what it means. Stable: others' programs compare them."""

OF_ERRORS: Final[dict[type[errors.MemberError], str]] = {
    errors.FileSeen: "ROSTER_SEEN",
    errors.BatchMoved: "ROSTER_MOVED",
    errors.RosterChanged: "ROSTER_CHANGED",
    errors.NobodyGood: "NOBODY_GOOD",
    errors.AskedTooMuch: "ASKED_TOO_MUCH",
    errors.GiftOver: "GIFT_OVER",
    errors.GiftFull: "GIFT_FULL",
    errors.PeriodOver: "PERIOD_OVER",
    errors.FileUnusable: "ROSTER_UNUSABLE",
}
OF_DRF: Final[dict[type[Exception], str]] = {
    exceptions.ParseError: "BODY_NOT_JSON",
    exceptions.UnsupportedMediaType: "TYPE_WRONG",
    exceptions.NotAcceptable: "ACCEPT_WRONG",
    exceptions.MethodNotAllowed: "METHOD_WRONG",
    exceptions.Throttled: "TOO_MANY_CALLS",
    exceptions.NotAuthenticated: "TOKEN_WRONG",
    PermissionDenied: "NOT_FOUND",
    Http404: "NOT_FOUND",
    RequestDataTooBig: "BODY_TOO_LARGE",
}


class BodyTooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE


class Refused(exceptions.APIException):
    """A refusal under one of CODES."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.more = more


def body(code: str, message: str = "", **more: Any) -> dict[str, Any]:
    return {"code": code, "message": message or CODES[code][1], **more}


def of(error: errors.MemberError) -> tuple[int, dict[str, Any]]:
    """Give status and body for what a verb refused."""
    code = OF_ERRORS[type(error)]
    more = {"roster": str(error.batch_id)} if isinstance(error, errors.FileSeen) else {}
    return CODES[code][0], body(code, sentence(error), **more)


def wrong(problems: Sequence[tuple[str, str]]) -> Refused:
    """The body is not as it should be: each place with a sentence."""
    return Refused("BODY_WRONG", problems=[{"place": p, "message": m} for p, m in problems])


def refused(error: Exception, context: object) -> Response | None:
    """Answer for an exception (the EXCEPTION_HANDLER); None for what is our own fault."""
    if isinstance(error, Refused):
        answer = body(error.code, **error.more)
        return Response(answer, CODES[error.code][0])
    if isinstance(error, BodyTooLarge):
        return Response(body("BODY_TOO_LARGE"), error.status_code)
    code = next((code for kind, code in OF_DRF.items() if isinstance(error, kind)), None)
    if code is None:
        return None
    wait = getattr(error, "wait", None)
    headers = {"Retry-After": str(int(wait))} if wait else None
    return Response(body(code), CODES[code][0], headers=headers)

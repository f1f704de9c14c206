"""What a member reads when a verb refuses: a sentence that says what can be done instead."""

from typing import Final

from claims.errors import (
    ClaimError,
    Disputed,
    Incomplete,
    MoveRefused,
    NothingToObject,
    NotOpen,
    NotTheirAgent,
    NotToRate,
)
from claims.states import Action, Status

NOT_NOW: Final = {
    Action.WITHDRAW: "这份申请现在不能撤回。如有需要，请拨打12351。",
    Action.OBJECT: "这份申请现在不需要提出异议。",
    Action.ANSWER: "这份申请的补正已经交回，或者已经结束。",
}

PLAIN: Final[dict[type[ClaimError], str]] = {
    Disputed: "职工表示没有同意由他人代办，这份申请已停止办理。如有疑问，请拨打12351。",
    NothingToObject: "这份申请现在不需要提出异议。如有疑问，请拨打12351。",
    NotTheirAgent: "职工本人表示过不同意由您代办，不能再次代办。如有疑问，请拨打12351。",
    NotToRate: "这份申请现在不能评价：还没有办结，或者评价的时间已过。",
}


def sentence(error: ClaimError) -> str:
    """Put a refusal into words."""
    match error:
        case NotOpen():
            return "这部分内容现在不能修改。如有需要，请拨打12351。"
        case Disputed() | NothingToObject() | NotTheirAgent() | NotToRate():
            return PLAIN[type(error)]
        case MoveRefused(Action.WITHDRAW, Status.WITHDRAWN):
            return "这份申请已经撤回。"
        case MoveRefused(action, _):
            return NOT_NOW.get(action, "这份申请已经有了新的进展，请查看最新进度。")
        case Incomplete(problems):
            return "".join(problems.values())
    return "没有办理成功，请稍后再试，或拨打12351。"

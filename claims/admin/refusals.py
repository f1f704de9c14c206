"""What claims and money refuse, in words for the office."""

from django.utils import timezone

from claims.benefits import Outcome
from claims.errors import (
    AtStation,
    Changed,
    ClaimError,
    CodeChanged,
    CodeTaken,
    Disputed,
    Held,
    Incomplete,
    Interested,
    MoveRefused,
    NotDisputed,
    NotHere,
    NothingToObject,
    NotPayable,
    NotPublished,
    OwnDraft,
    PeriodError,
    Published,
    SamePerson,
    SheetChanged,
    Stale,
    ThirdNeeded,
)
from claims.payouts.errors import UnfitField
from claims.reasons import Refusal
from claims.working import REASONS
from members import days, workdays
from members.workdays import CalendarUnknown

Refused = (ClaimError, CalendarUnknown, UnfitField)
"""What a verb may raise that a person can do something about."""

OUTCOMES = {
    Outcome.REFUSED: "按规则不予补助",
    Outcome.MANUAL: "规则表没有规定，系统不能核定",
}

OF_AGENTS: dict[type[Exception], str] = {
    Disputed: "职工表示没有同意由他人代办，核实以前不能审核通过。",
    NotDisputed: "这份申请没有待核实的代办异议。",
    NothingToObject: "这份申请不是代办的，或者已经结束，或者已登记过异议。",
}

FIELDS = {"name": "收款户名", "account": "银行卡号"}


def sentence(error: Exception) -> str:  # noqa: PLR0911, PLR0912 - a sentence for each
    """Say what was refused and what to do now."""
    match error:
        case Stale():
            return (
                "这份申请在您打开之后已被他人处理，您的操作没有保存。"
                "请看下面的变化，再决定是否继续。"
            )
        case MoveRefused(action=action, found=found):
            return f"这份申请现在是“{found.label}”，不能再做“{action.label}”。"
        case Held(by=who, until=None):
            return f"这份申请由{who}预审，已闲置。请先“接手预审”，再办理。"
        case Held(by=who, until=until):
            return (
                f"这份申请正由{who}预审，占用到{timezone.localtime(until):%H:%M}。"
                "之后仍未办理的，您可以接手；急办请复核员解除占用。"
            )
        case Interested():
            return "须回避：这是您本人、您代办或您所在单位的申请，请由另一位工作人员办理。"
        case SamePerson():
            return "不能由同一人办理：这一步须由另一位工作人员完成。"
        case NotHere(station=station):
            return (
                f"{station}不受理原件，请在“原件扫码”里代收后转送受理原件的服务站。"
                if station
                else "您没有所属的代收服务站，不能代收和转送原件。"
            )
        case AtStation(station=station, until=until):
            return f"正由{station}社区初审，{days.short(until)}后仍未完成的，可直接预审。"
        case Disputed() | NotDisputed() | NothingToObject():
            return OF_AGENTS[type(error)]
        case Changed():
            return (
                "提出核定意见之后，申请内容、保障期限、已用天数或收款账户有变化。"
                "请退回初审，重新核定。"
            )
        case ThirdNeeded():
            return "这笔补助须由第三位工作人员终审，请提交终审。"
        case NotPayable(outcome=outcome, reasons=reasons):
            return f"{_outcome(outcome)}：{_reasons(reasons)}。请改提不予补助的意见，或退回。"
        case Incomplete(problems=problems):
            return "".join(dict.fromkeys(problems.values()))
        case CalendarUnknown():
            return _calendar()
        case UnfitField(field=field):
            return (
                f"{FIELDS.get(field, '收款信息')}中有银行文件不能使用的内容，请退回核对收款账户。"
            )
    raise error


def of_period(error: PeriodError) -> str:
    """Say what a scheme period refused and what to do now."""
    match error:
        case CodeTaken(code=code):
            return f"代码“{code}”已经有一期在用。新一期请使用新的 code。"
        case CodeChanged(code=code, found=found):
            return f"草稿的代码是“{code}”，规则表中的 code 是“{found}”。不同的代码请另行起草。"
        case NotPublished():
            return "草稿须先发布，才能开放参保。"
        case Published():
            return "这一期已经发布，规则表不能再修改。"
        case SheetChanged():
            return "草稿在您打开之后已被他人修改，您的操作没有保存。请重新打开草稿核对。"
        case OwnDraft():
            return "不能由同一人办理：草稿须由起草人以外的另一位工作人员发布。"
    raise error


def _outcome(outcome: str) -> str:
    return OUTCOMES.get(Outcome(outcome), "按规则不能补助")


def _reasons(codes: tuple[str, ...]) -> str:
    """Word the reasons of a rule, or of a proposed refusal."""
    words = [
        REASONS[code] if code in REASONS else Refusal(code).label
        for code in map(str, codes)
        if code in REASONS or code in Refusal.values
    ]
    return "；".join(words) or "没有可以补助的内容"


def _calendar() -> str:
    ends = workdays.horizon()
    known = f"工作日历只到{days.long(ends)}" if ends else "工作日历是空的"
    return f"{known}，不能确定应付日期，本次没有保存。请系统管理员先补充工作日历，再复核。"

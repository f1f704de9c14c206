"""What a person reads when sign-in, binding or enrolment refuses."""

from datetime import timedelta
from typing import Final

from members import days, errors

SHOWN: Final = 5
"""Rows that fit into a sentence."""


def sentence(error: errors.MemberError) -> str:  # noqa: PLR0911, PLR0912 - a sentence each
    """Put a refusal into words that say what to do next."""
    match error:
        case errors.TooSoon(wait):
            return f"获取验证码过于频繁，请{_span(wait)}后再试。"
        case errors.CodeWrong(left) if left > 0:
            return f"验证码不正确，还可以再试{left}次。请核对最近一条短信。"
        case errors.BatchMoved(found):
            return f"这份名册现在的状态是“{found}”，不能再这样办理。请刷新页面查看。"
        case errors.RosterChanged(rows):
            shown = "、".join(f"第{row}行" for row in rows[:SHOWN])
            which = f"（{shown}{'等' if len(rows) > SHOWN else ''}）" if rows else ""
            return f"名册中有人员{which}的参保情况刚刚发生变化，没有任何人生效，请重新核对。"
        case errors.NotStuck(found):
            return f"这条消息现在是“{found}”，或已经过期，不能再次发送。"
        case errors.RequestDecided(found):
            return f"这份申请已经由他人审核，结果是“{found}”。"
        case errors.UnitUnknown(code):
            return f"没有登记统一社会信用代码为{code}的单位。请先登记单位，再同意这份申请。"
        case errors.TooManySystems(most):
            return f"一个单位最多对接{most}个系统，请先停用不再使用的。"
        case errors.SystemNotApproved(found):
            return f"这个系统现在的状态是“{found}”，不能领取令牌。"
        case errors.FeeDiffers(due, received):
            return _fee_differs(due, received)
        case errors.VoucherUsed(unit, paid_on):
            return (
                f"这个凭证号已登记在{unit}{days.short(paid_on)}到账的名册上，请核对。"
                "一张回单缴纳多份名册的，请在凭证号后加“-1”“-2”分别登记。"
            )
        case errors.PeriodOver(complete_on, last):
            return (
                f"本期保障到{days.long(last)}为止。资料和款项于{days.long(complete_on)}才齐全，"
                "已没有可以保障的日子，请参加下一期。"
            )
        case errors.WindowClosed(next_first):
            return f"现在不是办理时间，请从{days.long(next_first)}起申请。"
        case errors.AloneFeeDiffers(due, received):
            return f"应缴{_yuan(due)}元，收到{_yuan(received)}元，没有登记，请核对。"
        case errors.GiftOver(sponsor):
            return f"{sponsor}的赠送保障已不接收这个单位的名册，请联系服务中心。"
        case errors.GiftFull(left):
            return f"赠送名额只剩{left}人，没有任何人生效。请减少名册人数，或联系服务中心增加名额。"
        case errors.FileUnusable(problems):
            return "".join(problems)
    return SENTENCES[type(error)]


SENTENCES: dict[type[errors.MemberError], str] = {
    errors.CodeNotSent: "短信没有发出去，请稍后再试。",
    errors.CodeWrong: "验证码不正确或已失效，请重新获取验证码。",
    errors.CodeExpired: "验证码已过期，请重新获取验证码。",
    errors.CodeUsed: "验证码已经使用过，请重新获取验证码。",
    errors.TooManyTries: "验证码输错次数过多，已经失效，请重新获取验证码。",
    errors.OfficeCodeWrong: "动态口令不正确。请输入身份验证器现在显示的6位数字；"
    "一直不对时，请核对手机时间。",
    errors.OfficeCodeUsed: "这个动态口令已经用过，请等身份验证器显示下一个（最多30秒）再输入。",
    errors.TooManyOfficeCodes: "动态口令连续输错5次，请5分钟后再试。",
    errors.TooManyBindings: "今天核对的次数过多，请明天再试，或联系单位工会经办人。",
    errors.AccountClosed: "该账户已停用，请联系服务中心。",
    errors.NotFound: "没有查到姓名和证件号码都一致的参保信息，请核对，或联系单位工会经办人。",
    errors.TooManyNamings: "今天核对的次数过多，请明天再试，或拨打12351。",
    errors.NamedOneself: "这是您本人，不需要代办，请直接从“申请补助”办理。",
    errors.PhoneDiffers: "与单位登记的手机号码不一致，请联系单位工会经办人或到服务中心更新。",
    errors.BoundAlready: "该职工已经与另一个账户绑定，请到服务中心办理。",
    errors.ActsAlready: "您已经是这个单位的经办人，可以直接办理。",
    errors.AskedAlready: "您已经提出过同样的申请，不必重复提交。",
    errors.AskedTooOften: "今天提出的申请过多，请明天再试，或拨打12351。",
    errors.NothingToPay: "这份名册不需要缴费。",
    errors.NothingHeld: "这个订单没有需要核实的事项，或已由他人核实。",
    errors.OrderUnknown: "没有这个订单，请核对。",
    errors.CoveredAlready: "此人已在保障期内，或凭证号已经用过，没有登记，请核对。",
    errors.NameDiffers: "这个证件号码登记在另一个姓名下，请核对证件；确有错误的，先办理更正。",
    errors.NotOurs: "本单位没有参保职工登记为这个原号码，请核对。",
    errors.NumberInUse: "此人的证件号码不能由单位更正，请本人持证件到服务中心办理。",
    errors.NumberTaken: "更正后的号码已登记为另一位职工，不能更正，请核对证件。",
    errors.OwnGift: "赠送保障由您设立，名册须由另一位工作人员确认。",
    errors.NobodyGood: "名册中没有可以参保的人员，请更正后重新上传。",
    errors.AskedTooMuch: "今天上传的名册中需要人工核验的人员较多，请明天再试，"
    "或携带名册到服务中心办理。",
    errors.CodeUnknown: "没有查到这个验证码，请与凭证逐位核对。",
    errors.TooManyMisses: "没有查到的次数过多，请一小时后再试，或拨打12351核实。",
    errors.HumanNeeded: "请先回答一道算术题，再获取验证码。",
    errors.WrongAnswer: "答案不正确，请再算一道。",
    errors.NoWechat: "现在没有微信通知，办理进度用短信通知您。",
    errors.WechatUnconfirmed: "微信没有确认，通知方式没有变化。请在微信中重新开通。",
    errors.WechatTaken: "这个微信已用于另一个账户的通知。请先在那个账户中关闭，再来开通。",
    errors.FileSeen: "这份文件已经上传过，请在下面查看，不必重复上传。",
}


def _fee_differs(due: int, received: int) -> str:
    told = f"应缴{_yuan(due)}元，到账{_yuan(received)}元，"
    if received < due:
        return f"{told}少{_yuan(due - received)}元，没有登记。请联系单位补足后，按合计金额登记。"
    return (
        f"{told}多{_yuan(received - due)}元，没有登记。"
        "请与单位核对人数，退回多缴部分或由单位更正名册后再登记。"
    )


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02}"


def _span(wait: timedelta) -> str:
    """Word a time to wait, rounded up: 42秒, 15分钟, 3小时."""
    seconds = int(wait.total_seconds()) + 1
    if seconds <= 60:  # noqa: PLR2004 - a minute
        return f"{seconds}秒"
    minutes = -(-seconds // 60)
    return f"{minutes}分钟" if minutes <= 60 else f"{-(-minutes // 60)}小时"  # noqa: PLR2004

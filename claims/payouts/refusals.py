"""What money refused, in the words of the office's pages."""

from collections.abc import Mapping
from typing import Final

from claims.payouts import errors
from claims.payouts.errors import PayoutError

FIELDS: Final = {
    "name": "收款户名",
    "account": "收款账号",
    "note": "摘要",
    "bank_ref": "支付流水号",
}

SENTENCES: Final[Mapping[type[PayoutError], str]] = {
    errors.AlreadyPrepared: "这个批次已由其他人制单，请刷新后查看。",
    errors.EmptyBatch: "这个批次里没有待支付的款项，归集以后才能制单。",
    errors.NotPrepared: "这个批次尚未制单，请先由支付制单员制单。",
    errors.SamePerson: "不能由同一人办理：这一步须由另一位工作人员完成。",
    errors.AlreadySealed: "这个批次已经封存，银行文件已生成，没有重复生成。",
    errors.NotSealed: "这个批次尚未封存，还没有银行文件，也没有送往银行。",
    errors.WrongControlTotals: (
        "输入的笔数或金额与批次不符，批次没有封存。请逐项核对明细后重新输入。"
    ),
    errors.BatchChanged: ("批次内的支付与制单时不一致，批次没有封存。请停止办理并联系系统管理员。"),
    errors.FileDamaged: "银行文件与封存时不一致，已停止下载。请立即联系系统管理员。",
    errors.AlreadyReceived: "这个回盘文件已经上传过，没有重复入账。",
    errors.ExportBlocked: (
        "对账发现差异，封存和下载已停止。请支付复核员和审计员先在“每日对账”中说明并核销。"
    ),
    errors.NotExplained: "请先由支付复核员说明差异，再由审计员核销。",
    errors.OwnExplanation: "说明人不能核销自己说明的差异，请由另一位审计员办理。",
    errors.AlreadyCleared: "这次对账没有待核销的差异，可能已由其他人核销。",
    errors.NoWords: "请写明差异的原因和处理结果。",
    errors.NotPaid: (
        "这项核定没有可以撤销或追回的款项：没有支付，或正在送银行途中。"
        "已归入批次而未封存的，请先取出；已送银行的，请等回盘。"
    ),
    errors.NotConfirmed: "追回尚未经另一位工作人员确认，不能登记到账。",
    errors.AlreadyDecided: "这项追回已办理，没有重复办理。",
    errors.OwnProposal: "提出人不能确认自己提出的追回，请由另一位复核员办理。",
    errors.NotWaiting: "这笔支付的状态已经变化，不能再这样办理，请刷新后查看。",
}
"""Refusals that need no more than to be told, and what can be done instead."""


def sentence(error: PayoutError) -> str:
    """Say in a sentence what was refused and what can be done instead."""
    match error:
        case errors.Missing(problems) | errors.WrongRecovery(problems):
            return "".join(problems.values())
        case errors.UnfitField(field, characters):
            marks = "、".join(f"U+{ord(c):04X}" for c in characters)
            what = f"含有银行文件不能使用的字符（{marks}）" if marks else "为空或过长"
            return f"{FIELDS[field]}{what}，请先更正。"
        case errors.UnreadableReturn(problems):
            return f"回盘文件有{len(problems)}处不能读取，全部没有入账。请按下列行号核对。"
        case errors.ReturnMismatch(problems):
            return f"回盘文件有{len(problems)}处与送出的不符，全部没有入账。请按下列行号核对。"
    return SENTENCES[type(error)]

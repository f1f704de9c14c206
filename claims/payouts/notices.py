"""What is written to a member of their money: paid, not paid, promised anew, to be given back."""

from claims.models import AccountChange, Claim, Payout, Recovery, Ruling
from claims.money import yuan
from claims.notices import owe
from members import days
from members.identity import mask_card


def paid(payout: Payout) -> None:
    """Tell that the bank paid."""
    claim = payout.award.claim
    owe(
        claim,
        f"payout-paid:{payout.pk}",
        paid_words(payout.amount_fen, payout.payee_account),
    )


def paid_words(fen: int, account: str) -> str:
    return f"补助金{yuan(fen)}元已支付至{mask_card(account)}的账户，请查收。"


def returned(payout: Payout) -> None:
    """Tell that the bank did not pay, why, and what to do."""
    claim = payout.award.claim
    owe(
        claim,
        f"payout-returned:{payout.pk}",
        f"申请（{claim.number}）的补助金支付未成功（原因：{payout.bank_words or '银行未说明'}）。"
        "请登录查看怎样更正收款账户，您的审核结果不受影响。",
    )


def bounced(payout: Payout) -> None:
    """Tell that what was paid came back, and what to do."""
    claim = payout.award.claim
    owe(
        claim,
        f"payout-returned:{payout.pk}",
        f"申请（{claim.number}）已支付的补助金被退回（原因：{payout.bank_words or '银行未说明'}）。"
        "请登录更正收款账户，您的审核结果不受影响。",
    )


def due_moved(payout: Payout, ruling: Ruling) -> None:
    """Tell that a payment is promised for another day."""
    claim = payout.award.claim
    owe(
        claim,
        f"payout-due:{ruling.pk}",
        f"您的申请（{claim.number}）的补助金支付日期更改为{days.long(payout.due_on)}前。"
        "如有疑问，请拨打12351。",
    )


def account_given(claim: Claim, change: AccountChange) -> None:
    """Tell everybody concerned that an account was changed: who did not ask for it can say so."""
    text = (
        f"申请（{claim.number}）的收款账户已更正为{mask_card(change.account)}，核对后重新支付。"
        "如非本人操作，请立即拨打12351。"
    )
    owe(claim, f"account-given:{change.pk}", text)


def account_turned_down(claim: Claim, change: AccountChange) -> None:
    """Ask for the account again."""
    owe(
        claim,
        f"account-turned-down:{change.pk}",
        f"申请（{claim.number}）更正的收款账户未通过核对（原因：{change.words}）。请登录重新填写。",
    )


def ordered_anew(payout: Payout) -> None:
    """Tell by when the second attempt is to be paid, and where."""
    claim = payout.award.claim
    owe(
        claim,
        f"payout-anew:{payout.pk}",
        f"申请（{claim.number}）更正的收款账户已核对，补助金将于{days.short(payout.due_on)}前"
        f"支付至{mask_card(payout.payee_account)}的账户。",
    )


def reclaimed(recovery: Recovery) -> None:
    """Tell what is to be given back, why, and where to ask."""
    claim = recovery.award.claim
    owe(
        claim,
        f"recovery-reclaimed:{recovery.pk}",
        f"申请（{claim.number}）经复查，已支付的补助金中有{yuan(recovery.amount_fen)}元应予退回"
        f"（原因：{recovery.get_reason_display()}）。请与服务中心联系办理，咨询电话12351。",
    )


def reversed_(recovery: Recovery) -> None:
    """Tell that what was granted is not paid, why, and where to ask."""
    claim = recovery.award.claim
    owe(
        claim,
        f"recovery-reclaimed:{recovery.pk}",
        f"申请（{claim.number}）经复查，已核定的补助{yuan(recovery.amount_fen)}元不再支付"
        f"（原因：{recovery.get_reason_display()}）。如有疑问，请拨打12351。",
    )


def recovered(recovery: Recovery) -> None:
    """Tell that it came back."""
    claim = recovery.award.claim
    owe(
        claim,
        f"recovery-recovered:{recovery.pk}",
        f"申请（{claim.number}）应退回的{yuan(recovery.amount_fen)}元已收到，手续办结。",
    )

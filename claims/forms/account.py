from collections.abc import Mapping
from typing import Any, Final, Self

from django import forms
from django.conf import settings

from claims import intake
from claims.forms import fields
from claims.models import AccountChange, Claim, Kind
from claims.payouts import accounts, bankfile
from claims.payouts.errors import UnfitField
from claims.payouts.formats import FORMATS
from members import identity
from members.identity import IdentityRefused, card, luhn_ok, mask_card
from members.models import User

BANKS: Final = (
    "中国工商银行",
    "中国农业银行",
    "中国银行",
    "中国建设银行",
    "交通银行",
    "中国邮政储蓄银行",
    "招商银行",
    "兴业银行",
    "厦门银行",
    "厦门国际银行",
    "厦门农商银行",
    "平安银行",
    "中信银行",
    "中国光大银行",
    "中国民生银行",
    "浦发银行",
    "华夏银行",
    "广发银行",
)
"""Offered while typing; any other may be written."""

LOOK_AGAIN: Final = (
    "这个卡号的校验位不对，可能有数字输错。请对照银行卡逐位核对；"
    "确认没有错的，再按一次“保存并继续”即可。"
)


class AccountForm(forms.Form):
    """Where the money goes: to the member's own account, but for a death."""

    name = fields.text("收款户名", ask="请填写收款户名。", most=64, autocomplete="off")
    bank = fields.text(
        "开户银行",
        ask="请填写开户银行。",
        most=100,
        hint="例如 中国建设银行。可以写到支行。",
        autocomplete="off",
        list="banks",
    )
    number = fields.text(
        "银行卡号",
        ask="请填写银行卡号。",
        most=60,
        hint="16到19位数字，可以带空格。",
        autocomplete="off",
        inputmode="numeric",
    )
    looked_at = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    """The number with a wrong check digit that was asked about: sent again, it is meant."""

    def __init__(self, claim: Claim, data: Mapping[str, Any] | None = None) -> None:
        initial = {"name": claim.payee_name or _payee(claim), "bank": claim.payee_bank}
        super().__init__(data, initial=initial)
        self.claim = claim
        if claim.payee_account:
            self.fields["number"].required = False
            kept = mask_card(claim.payee_account)
            self.fields["number"].help_text = f"已保存{kept}。不更换的，这里不用填写。"

    def clean_name(self) -> str:
        name = identity.name(self.cleaned_data["name"])
        payees = _payees(self.claim)
        if payees and name not in payees:
            raise forms.ValidationError(
                f"补助金只能支付到职工本人的账户，户名应为“{'”或“'.join(payees)}”。"
            )
        try:
            bankfile.check_name(name, FORMATS[settings.BANK_FORMAT])
        except UnfitField:
            raise forms.ValidationError("户名请用汉字、字母、数字和间隔号“·”填写。") from None
        return name

    def clean_number(self) -> str:
        typed: str = self.cleaned_data["number"]
        if not typed:
            return self.claim.payee_account
        try:
            return card(typed)
        except IdentityRefused:
            raise forms.ValidationError("银行卡号应为12到30位数字，请核对。") from None

    def clean(self) -> None:
        super().clean()
        number = self.cleaned_data.get("number")
        known = {self.claim.payee_account, self.cleaned_data.get("looked_at")}
        if number and number not in known and not luhn_ok(number):
            self.add_error("number", LOOK_AGAIN)
            self.data = {**dict(self.data.items()), "looked_at": number}

    @classmethod
    def again(cls, claim: Claim, last: Claim) -> Self:
        """The form as if the account of `last` had been typed, and looked at before."""
        number = last.payee_account
        typed = {"name": last.payee_name, "bank": last.payee_bank, "number": number}
        return cls(claim, {**typed, "looked_at": number})

    def save(self) -> Claim:
        """Write the account into the claim; NotOpen when that may not be done now."""
        told = self.cleaned_data
        return intake.save_account(
            self.claim.pk, name=told["name"], bank=told["bank"], account=told["number"]
        )


class CorrectedAccountForm(AccountForm):
    """Where the money goes after the bank sent it back: the number is typed anew."""

    def __init__(self, claim: Claim, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(claim, data)
        self.initial["bank"] = ""
        self.fields["number"].required = True
        self.fields[
            "number"
        ].help_text = f"被退回的是{mask_card(claim.payee_account)}。请对照银行卡输入全部数字。"

    def correct(self, *, by: User) -> AccountChange:
        """Write the account as an answer to the failed payment; NotWaiting when none is asked."""
        told = self.cleaned_data
        return accounts.correct(
            self.claim.pk, name=told["name"], bank=told["bank"], account=told["number"], by=by
        )


def last_account(claim: Claim) -> Claim | None:
    """The claim whose account was used last for the same person, to be offered again.

    Not to somebody who files for them: an account is no agent's to know.
    """
    if claim.kind == Kind.DEATH or claim.payee_account or claim.by_agent:
        return None
    others = claim.member.claims.exclude(pk=claim.pk).exclude(kind=Kind.DEATH)
    return others.filter(payee_name=claim.member.name).exclude(payee_bank="").first()


def _payees(claim: Claim) -> list[str]:
    """Who may be paid: the member, and an agent whose authority says so; none named for a death."""
    if claim.kind == Kind.DEATH:
        return []
    agent = claim.by_agent
    return [claim.member.name, *([agent.name] if agent and agent.collects else [])]


def _payee(claim: Claim) -> str:
    return "" if claim.kind == Kind.DEATH else claim.member.name

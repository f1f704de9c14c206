"""The courier's number of originals that were posted: read kindly, doubted only in plain cases."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django import forms

from claims.forms import fields
from claims.forms.acts import COURIERS
from members.identity import canonical

FORMS: Final[Mapping[str, tuple[str, str]]] = {
    "邮政EMS": (r"[0-9]{13}|[A-Z]{2}[0-9]{9}[A-Z]{2}", "13位数字"),
    "顺丰速运": (r"SF[0-9]{8,13}|[0-9]{12}", "SF加13位数字"),
    "京东快递": (r"JD[0-9A-Z]{10,20}", "以JD开头"),
    "中通快递": (r"[0-9]{12,15}", "12到15位数字"),
    "圆通速递": (r"YT[0-9]{13}|[0-9A-Z]{10,18}", "YT加13位数字"),
    "申通快递": (r"[0-9]{12,15}", "12到15位数字"),
    "韵达快递": (r"[0-9]{13,15}", "13到15位数字"),
    "极兔速递": (r"JT[0-9]{13}", "JT加13位数字"),
    "德邦快递": (r"(DPK)?[0-9]{8,15}", "8到15位数字"),
}
"""What each courier's numbers usually look like: seen on labels, not sourced, so only doubted."""

PHONE: Final = re.compile(r"1[3-9][0-9]{9}")


class ParcelForm(forms.Form):
    courier = forms.ChoiceField(
        label="快递公司",
        choices=[("", "请选择"), *((name, name) for name in COURIERS)],
        error_messages={"required": "请选择快递公司。", "invalid_choice": "请选择快递公司。"},
    )
    number = fields.text(
        "运单号",
        ask="请填写运单号。",
        most=60,
        hint="寄件时快递员给您的单号，由8到30位字母或数字组成。空格和横线不用管。",
        autocomplete="off",
        spellcheck="false",
    )
    sure = forms.BooleanField(label="单号核对过，没有错", required=False, label_suffix="")
    """Offered only where the number looks like no number of the courier's."""

    doubted = False

    def clean_number(self) -> str:
        number = canonical(self.cleaned_data["number"]).replace("-", "")
        if not re.fullmatch(r"[0-9A-Z]{8,30}", number):
            raise forms.ValidationError("运单号应为8到30位字母或数字，请对照快递单核对。")
        if PHONE.fullmatch(number):
            raise forms.ValidationError("这像是手机号码，请填写快递单上的运单号。")
        return number

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        usual = FORMS.get(told.get("courier", ""))
        number = told.get("number")
        if usual and number and not re.fullmatch(usual[0], number):
            self.doubted = True
            if not told.get("sure"):
                self.add_error(
                    "number",
                    f"{told['courier']}的运单号一般是{usual[1]}。请对照快递单核对；"
                    "确实没有错的，请勾选下面的“单号核对过，没有错”。",
                )
        return told

    def posted(self) -> dict[str, str]:
        """Courier and number of a valid form."""
        return {"courier": self.cleaned_data["courier"], "number": self.cleaned_data["number"]}

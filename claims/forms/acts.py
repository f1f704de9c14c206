"""The small forms: open, consent, post, object."""

import re
from typing import Final
from uuid import uuid4

from django import forms

from claims.forms import fields
from claims.models import Kind
from members.identity import canonical

COURIERS: Final = (
    "邮政EMS",
    "顺丰速运",
    "京东快递",
    "中通快递",
    "圆通速递",
    "申通快递",
    "韵达快递",
    "极兔速递",
    "德邦快递",
    "其他",
)
MOST_WORDS: Final = 500


class StartForm(forms.Form):
    kind = fields.choice("您要申请哪一种补助", list(Kind.choices), ask="请选择要申请的补助。")
    client_key = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid4,
        error_messages={
            "required": "页面已经过期，请重新选择。",
            "invalid": "页面已经过期，请重新选择。",
        },
    )


class ConsentForm(forms.Form):
    consents = forms.BooleanField(label="我已阅读并同意上述内容", required=False, label_suffix="")


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
        hint="寄件时快递员给您的单号，由8到30位字母或数字组成。",
        autocomplete="off",
        spellcheck="false",
    )

    def clean_number(self) -> str:
        number = canonical(self.cleaned_data["number"]).replace("-", "")
        if not re.fullmatch(r"[0-9A-Z]{8,30}", number):
            raise forms.ValidationError("运单号应为8到30位字母或数字，请对照快递单核对。")
        return number


class ObjectionForm(forms.Form):
    words = forms.CharField(
        label="您的理由",
        help_text=f"写明您认为哪里不对、有什么依据，{MOST_WORDS}字以内。",
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": "请写明您的理由。",
            "max_length": f"请不要超过{MOST_WORDS}个字。",
        },
    )

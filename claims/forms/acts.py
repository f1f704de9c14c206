"""The small forms: open, consent, object; and the couriers."""

from typing import Final
from uuid import uuid4

from django import forms

from claims.forms import fields
from claims.models import Kind
from members.models import Station

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
    community = forms.ModelChoiceField(
        Station.objects.reviewing_first(),
        label="由社区（街道）先核对材料",
        help_text="材料不齐的，就近的服务点会在1个工作日内一次告诉您。",
        required=False,
        empty_label="不需要，直接交服务中心",
        error_messages={"invalid_choice": "请重新选择服务点。"},
    )


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

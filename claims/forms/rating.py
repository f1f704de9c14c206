"""What a member thinks of how a claim was handled, and the office's answer."""

from typing import Final

from django import forms

from claims.forms import fields
from claims.models import Rating

MOST_WORDS: Final = 300


class RatingForm(forms.Form):
    grade = fields.choice(
        "您对这次办理满意吗",
        list(Rating.Grade.choices),
        ask="请选择满意的程度。",
        coerce=lambda code: Rating.Grade(int(code)),
    )
    words = forms.CharField(
        label="想说的话",
        help_text=f"哪里做得好，哪里要改进，{MOST_WORDS}字以内。请不要写病情、证件号码或银行卡号。",
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": f"请不要超过{MOST_WORDS}个字。"},
    )


class AnswerForm(forms.Form):
    words = forms.CharField(
        label="处理情况",
        max_length=500,
        help_text="写明怎样联系的职工、查明了什么、做了什么改进。职工可以看到，永久保存，不能修改。",
        error_messages={"required": "请写明怎样联系的职工、做了什么改进。"},
        widget=forms.Textarea(attrs={"rows": 5}),
    )

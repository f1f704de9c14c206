from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from claims.benefits.money import fen_of
from claims.forms import fields
from claims.models import Ruling
from claims.payouts import bankfile


class SealForm(forms.Form):
    """The control totals, typed again by the person who seals."""

    count = forms.CharField(
        label="笔数",
        max_length=6,
        help_text="对照明细清点后输入，例如：12",
        error_messages={"required": "请填写笔数。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    total = forms.CharField(
        label="合计金额（元）",
        max_length=24,
        help_text="保留两位小数，例如：29,760.00",
        error_messages={"required": "请填写合计金额。"},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def clean_count(self) -> int:
        text: str = self.cleaned_data["count"]
        if not (text.isascii() and text.isdigit()):
            raise forms.ValidationError("笔数请填写数字，例如：12")
        return int(text)

    def clean_total(self) -> int:
        """Give fen."""
        try:
            return fen_of(self.cleaned_data["total"].replace(",", ""))
        except ValueError:
            raise forms.ValidationError("金额请填写数字，保留两位小数，例如：29,760.00") from None


class WordsForm(forms.Form):
    """A reason that is kept."""

    words = forms.CharField(
        label="理由或依据",
        max_length=300,
        help_text="永久保存。请写明事实和依据。",
        error_messages={"required": "请写明理由或依据。"},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RulingForm(WordsForm):
    due_on = forms.DateField(
        label="新的应付日期",
        input_formats=fields.DAY_FORMATS,
        error_messages={
            "required": "请填写新的应付日期。",
            "invalid": "请填写完整的日期，例如 2026-12-04。",
        },
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, kind: Ruling.Kind, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, label_suffix="")
        if kind != Ruling.Kind.DUE_ON:
            del self.fields["due_on"]


class ReturnForm(forms.Form):
    file = forms.FileField(
        label="回盘文件",
        max_length=200,
        allow_empty_file=True,
        help_text="银行返回的文本文件，GB18030 或 UTF-8 编码均可。",
        error_messages={"required": "请选择银行返回的文件。"},
        widget=forms.FileInput(attrs={"accept": ".txt,.csv,text/plain"}),
    )

    def content(self) -> bytes:
        """Give the bytes of the file, up to one more than is accepted."""
        uploaded: UploadedFile[bytes] = self.cleaned_data["file"]
        return bytes(uploaded.read(bankfile.MOST_BYTES + 1))

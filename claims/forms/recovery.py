from datetime import date

from django import forms

from claims.benefits.money import fen_of
from claims.models import Recovery
from members import days


class RecoveryForm(forms.Form):
    """What is to be asked back of a payment, and which nights no longer count."""

    reason = forms.ChoiceField(label="原因", choices=Recovery.Reason)
    fen = forms.CharField(
        label="应追回金额（元）",
        max_length=24,
        help_text="全额追回的，全部补助日和一次性补助一并退回。",
        error_messages={"required": "请填写应追回的金额。"},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    nights = forms.TypedMultipleChoiceField(
        label="退回的补助日",
        required=False,
        coerce=date.fromisoformat,
        help_text="只追回一部分时，勾选不应补助的日期；退回后可重新计入本保障期。",
        widget=forms.CheckboxSelectMultiple,
    )
    words = forms.CharField(
        label="查实情况",
        max_length=300,
        help_text="供内部查阅；职工看到的是上面的原因。",
        error_messages={"required": "请写明查实的情况。"},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: object, nights: list[date], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        if nights:
            self.fields["nights"].choices = [  # type: ignore[attr-defined]
                (night.isoformat(), days.long(night)) for night in nights
            ]
        else:
            del self.fields["nights"]

    def clean_fen(self) -> int:
        try:
            return fen_of(self.cleaned_data["fen"].replace(",", ""))
        except ValueError:
            raise forms.ValidationError("金额请填写数字，保留两位小数，例如：240.00") from None


class ReceiptForm(forms.Form):
    """That the money came back."""

    receipt = forms.CharField(
        label="到账凭证号",
        max_length=40,
        help_text="银行回单或收据的号码。",
        error_messages={"required": "请填写到账凭证号。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

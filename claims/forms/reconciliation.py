from django import forms


class FoundForm(forms.Form):
    """What one of two people says of what a reconciliation found."""

    words = forms.CharField(
        label="原因和处理结果",
        max_length=500,
        help_text="写明差异从何而来、怎样处理、为什么可以继续支付；不要写姓名和号码。",
        error_messages={"required": "请写明差异的原因和处理结果。"},
        widget=forms.Textarea(attrs={"rows": 4}),
    )

from django import forms

from claims.models import SampleResult

WORDS = {"rows": 4}


class ClearForm(forms.Form):
    """What a flag turned out to be."""

    words = forms.CharField(
        label="核查结论",
        max_length=300,
        help_text="写明核查了什么、为什么可以解除。永久保存，经办人员可以看到。",
        error_messages={"required": "请写明核查了什么、为什么可以解除。"},
        widget=forms.Textarea(attrs=WORDS),
    )


class ResultForm(forms.Form):
    """What a second look found."""

    outcome = forms.ChoiceField(
        label="结论",
        choices=SampleResult.Outcome.choices,
        error_messages={"required": "请选择结论。", "invalid_choice": "请选择结论。"},
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="复查情况",
        max_length=500,
        help_text="写明复查了哪些材料、结论的依据；发现问题的，写明问题和建议的处理。永久保存，不能修改。",
        error_messages={"required": "请写明复查了什么、结论的依据。"},
        widget=forms.Textarea(attrs=WORDS),
    )


class SettingForm(forms.Form):
    """How a control is to be set from now on."""

    on = forms.BooleanField(label="启用", required=False)
    number = forms.IntegerField(
        label="数值",
        error_messages={"required": "请填写数值。", "invalid": "数值请填写整数。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    words = forms.CharField(
        label="更改的理由",
        max_length=300,
        help_text="永久保存。下一次检查起按新的设置。",
        error_messages={"required": "请写明更改的理由。"},
        widget=forms.Textarea(attrs=WORDS),
    )

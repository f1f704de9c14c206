"""The forms of the office's moves. Shape only: what may be done is the verb's to say."""

from typing import Any, Final

from django import forms

from claims.awarding import Override
from claims.benefits import fen_of
from claims.models import Kind
from claims.reasons import Refusal

YES_NO = ((True, "是"), (False, "否"))


def _yes_no(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=YES_NO,
        coerce=lambda value: value in {True, "True"},
        widget=forms.RadioSelect,
    )


CARRIED: Final = ("seen", "read_at", "facts")
"""What a form carries to tell what changed, and no verb is given."""


class MoveForm(forms.Form):
    """A move that needs no words. Carries how the claim was read, so that a stale one is told."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    """The number of the last event that was shown."""
    read_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    facts = forms.CharField(widget=forms.HiddenInput, required=False)
    """What was typed, as it was shown: see claims.admin.changes."""

    def arguments(self) -> dict[str, Any]:
        """What the form adds to a verb, by the names of its parameters."""
        return {n: value for n, value in self.cleaned_data.items() if n not in CARRIED}


class WordsForm(MoveForm):
    words = forms.CharField(
        label="说明", max_length=300, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class ReasonsForm(MoveForm):
    reasons = forms.MultipleChoiceField(
        label="原因（可多选，请一次选全）",
        choices=Refusal.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一项原因。"},
    )
    words = forms.CharField(
        label="补充说明",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text="职工会看到这段话，请写得具体、客气。",
    )

    def clean_reasons(self) -> list[Refusal]:
        return [Refusal(code) for code in self.cleaned_data["reasons"]]


class OverrideForm(MoveForm):
    """What a person finds in place of what the rules give."""

    amount = forms.CharField(
        label="核定金额（元）",
        max_length=24,
        help_text="例如 1,240.00",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": "请填写金额。"},
    )
    days = forms.IntegerField(
        label="核定天数（住院补助填写）",
        required=False,
        min_value=1,
        max_value=366,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": "请填写整数天数。",
            "min_value": "天数须大于0。",
            "max_value": "天数不能超过366天。",
        },
    )
    reason = forms.CharField(
        label="与规则计算不同的理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="永久保存，复核员、终审员、审计员和职工都会看到。",
        error_messages={"required": "请写明理由。"},
    )

    def clean_amount(self) -> int:
        """Give fen."""
        try:
            return fen_of(self.cleaned_data["amount"].replace(",", ""))
        except ValueError:
            raise forms.ValidationError("金额请填写数字，最多两位小数，例如 1,240.00") from None

    def arguments(self) -> dict[str, Any]:
        told = self.cleaned_data
        otherwise = Override(told["amount"], told["reason"], told["days"])
        return {"version": told["version"], "otherwise": otherwise}


class KindForm(MoveForm):
    kind = forms.ChoiceField(label="更正为", choices=Kind.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label="更正的依据",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text="例如：病理报告显示为规定的重大疾病。",
    )


class IllnessForm(MoveForm):
    listed = _yes_no("属于办法规定的重大疾病")
    first_diagnosis = _yes_no("首次确诊")

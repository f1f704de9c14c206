"""How the administrator answers a request: yes, or no with the reason the applicant reads."""

from typing import Any

from django import forms


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label="审核结果",
        choices=[("approve", "同意"), ("decline", "不同意")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择同意或不同意。"},
    )
    reason = forms.CharField(
        label="审核意见",
        help_text="不同意时必填，申请人会看到。",
        max_length=200,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("answer") == "decline" and not told.get("reason"):
            self.add_error("reason", "请写明不同意的原因。")
        return told

from django import forms

from claims.forms.schemes import MOST_BYTES
from members.models import Scheme


class SimulationForm(forms.Form):
    """Which rules to try, and on which period's history."""

    draft = forms.ModelChoiceField(
        Scheme.objects.order_by("status", "code"),
        label="试用的规则",
        required=False,
        empty_label="粘贴规则表",
        help_text="选择草稿或已有的期次；也可以不选，在下面粘贴规则表。",
    )
    text = forms.CharField(
        label="粘贴规则表",
        required=False,
        strip=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"max_length": "规则表过长，请核对。"},
    )
    period = forms.ModelChoiceField(
        Scheme.objects.filter(status=Scheme.Status.PUBLISHED).order_by("code"),
        label="对照期次",
        empty_label=None,
        help_text="用这一期已经通过的全部申请来试算。",
        error_messages={"required": "请选择对照期次。"},
    )

    def clean(self) -> dict[str, object]:
        """Give the sheet to try as `text`: of the period chosen, or what was pasted."""
        cleaned = self.cleaned_data
        draft = cleaned.get("draft")
        cleaned["text"] = draft.sheet if draft else cleaned.get("text", "").replace("\r\n", "\n")
        if not self.errors and not cleaned["text"].strip():
            raise forms.ValidationError("请选择要试用的规则，或粘贴规则表。")
        return cleaned

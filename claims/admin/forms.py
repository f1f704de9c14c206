"""The forms of the office's moves. Shape only: what may be done is the verb's to say."""

from typing import Any

from django import forms

from claims.models import Claim
from claims.reasons import Refusal

YES_NO = ((True, "是"), (False, "否"))


def _yes_no(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=YES_NO,
        coerce=lambda value: value in {True, "True"},
        widget=forms.RadioSelect,
    )


class MoveForm(forms.Form):
    """A move that needs no words. Carries how the claim was read, so that a stale one is told."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    """The number of the last event that was shown."""

    def arguments(self) -> dict[str, Any]:
        """What the form adds to a verb, by the names of its parameters."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class WordsForm(MoveForm):
    words = forms.CharField(
        label="说明", max_length=300, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class ReasonForm(MoveForm):
    reason = forms.ChoiceField(label="原因", choices=[("", "请选择"), *Refusal.choices])
    words = forms.CharField(
        label="补充说明",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text="职工会看到这段话，请写得具体、客气。",
    )

    def clean_reason(self) -> Refusal:
        return Refusal(self.cleaned_data["reason"])


class IllnessForm(MoveForm):
    listed = _yes_no("属于办法规定的重大疾病")
    first_diagnosis = _yes_no("首次确诊")


def as_read(claim: Claim) -> dict[str, int]:
    """What a form carries of the claim as it is shown now."""
    last = claim.events.order_by("-seq").values_list("seq", flat=True).first()
    return {"version": claim.version, "seen": last or 0}

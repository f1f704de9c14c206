from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from appointments.opening import SEATS
from members.models import Station

LONGEST = timedelta(days=60)
MOST_SEATS = 20


class BookingForm(forms.Form):
    """The slot that was picked: whether it can be had is asked of appointments.booking."""

    slot = forms.UUIDField(
        label="时段",
        error_messages={"required": "请选择一个时段。", "invalid": "请选择一个时段。"},
    )


class OpeningForm(forms.Form):
    """What a teller opens to visitors."""

    station = forms.ModelChoiceField(
        Station.objects.taking_originals(), label="服务站", empty_label=None
    )
    first = forms.DateField(label="从", widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label="到", widget=forms.DateInput(attrs={"type": "date"}))
    seats = forms.IntegerField(
        label="每时段名额",
        min_value=1,
        max_value=MOST_SEATS,
        initial=SEATS,
        help_text="每半小时接待的人数。已开放的时段只会增加，不会减少。",
    )

    def clean_first(self) -> date:
        first: date = self.cleaned_data["first"]
        if first < timezone.localdate():
            raise ValidationError("请选择今天或之后的日期。")
        return first

    def clean(self) -> None:
        super().clean()
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", "结束日期不能早于开始日期。")
        if first and last and last - first > LONGEST:
            self.add_error("last", f"一次最多开放{LONGEST.days}天。")

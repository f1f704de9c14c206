"""Fields as a phone wants them: the right keyboard, the right words, forgiving of how one types."""

from typing import Any, Final

from django import forms

DAY_FORMATS: Final = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"]


def text(label: str, *, ask: str, most: int, hint: str = "", **attrs: str) -> forms.CharField:
    """One line of text; `ask` is the sentence when it is empty."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        widget=forms.TextInput(attrs=attrs),
        error_messages={"required": ask, "max_length": f"{label}请不要超过{most}个字。"},
    )


def day(label: str, *, ask: str, hint: str = "") -> forms.DateField:
    """A date, picked or typed."""
    return forms.DateField(
        label=label,
        help_text=hint,
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": ask, "invalid": "请填写完整的日期，例如 2026-07-14。"},
    )


def number(label: str, *, most: int, least: int = 1, hint: str = "") -> forms.IntegerField:
    """A whole number that need not be given."""
    wrong = f"请填写{least}到{most}之间的整数。"
    return forms.IntegerField(
        label=label,
        help_text=hint,
        required=False,
        min_value=least,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
    )


def yes_no(label: str, *, ask: str, hint: str = "") -> forms.TypedChoiceField:
    """A question that has to be answered with yes or no."""
    return choice(label, [("no", "否"), ("yes", "是")], ask=ask, hint=hint, coerce=_is_yes)


def choice(
    label: str,
    choices: list[tuple[Any, Any]],
    *,
    ask: str,
    hint: str = "",
    coerce: Any = str,
    folded: bool = False,
) -> forms.TypedChoiceField:
    """One of a few, all of them to be seen at once; or of many, `folded` into a list."""
    return forms.TypedChoiceField(
        label=label,
        help_text=hint,
        choices=choices,
        coerce=coerce,
        widget=forms.Select if folded else forms.RadioSelect,
        error_messages={"required": ask, "invalid_choice": ask},
    )


def _is_yes(value: str) -> bool:
    return value == "yes"

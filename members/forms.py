"""Public forms: shape and plausibility, no more."""

from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from members.enrolment.workbook import MOST_BYTES
from members.human import Question
from members.identity import (
    LENGTH,
    IdentityRefused,
    canonical,
    credit_code,
    id_number,
    name,
    phone,
)
from members.models import Gift

ID_WORDS: Final = {
    "ID_CHECKSUM": "身份证号码校验不通过，请逐位核对。",
    "ID_DATE": "身份证号码中的出生日期不正确，请逐位核对。",
}


def digits(**attrs: str) -> forms.TextInput:
    """Give an input that brings up the keys for digits and accepts what is pasted."""
    return forms.TextInput(attrs={"inputmode": "numeric", **attrs})


def document_number() -> forms.TextInput:
    """Give an input for the number of an identity document, which no browser keeps or checks."""
    attrs = {"autocomplete": "off", "spellcheck": "false", "data-unkept": True}
    return forms.TextInput(attrs=attrs)


class PhoneForm(forms.Form):
    phone = forms.CharField(
        label="手机号码",
        help_text="例如 138 0013 8000，仅用于登录和通知办理进度。",
        max_length=100,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        error_messages={
            "required": "请填写手机号码。",
            "max_length": "手机号码应为11位数字，请核对。",
        },
    )

    def clean_phone(self) -> str:
        try:
            return phone(self.cleaned_data["phone"])
        except IdentityRefused:
            raise forms.ValidationError("手机号码应为11位数字，请核对。") from None


class HumanForm(PhoneForm):
    """A phone, and the answer to a question; `ask` is the sentence while there is no answer."""

    answer = forms.CharField(
        help_text="填写数字，例如 12。没有时间限制，答对后发送验证码。",
        max_length=20,
        widget=digits(autocomplete="off"),
        error_messages={"max_length": "请填写算出的数字。"},
    )

    def __init__(
        self, asked: Question, *args: Any, ask: str = "请填写算出的数字。", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.fields["answer"].label = f"请计算：{asked.text}"
        self.fields["answer"].error_messages["required"] = ask


class CodeForm(forms.Form):
    code = forms.CharField(
        label="验证码",
        help_text="短信中的6位数字，5分钟内有效。",
        max_length=40,
        widget=digits(autocomplete="one-time-code"),
        error_messages={
            "required": "请填写验证码。",
            "max_length": "验证码是6位数字，请核对短信。",
        },
    )

    wrong_shape = "验证码是6位数字，请核对短信。"

    def clean_code(self) -> str:
        code = canonical(self.cleaned_data["code"]).replace("-", "")
        if len(code) != 6 or not (code.isascii() and code.isdecimal()):  # noqa: PLR2004
            raise forms.ValidationError(self.wrong_shape)
        return code


class IdentityForm(forms.Form):
    name = forms.CharField(
        label="姓名",
        help_text="与身份证上的姓名一致。",
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "请填写姓名。", "max_length": "姓名请不要超过64个字。"},
    )
    id_number = forms.CharField(
        label="证件号码",
        help_text="例如 350200199001010012，最后一位可以是X。",
        max_length=100,
        widget=document_number(),
        error_messages={
            "required": "请填写证件号码。",
            "max_length": "证件号码过长，请核对。",
        },
    )

    def clean_name(self) -> str:
        return name(self.cleaned_data["name"])

    def clean_id_number(self) -> str:
        """Tell a slip of the finger, which needs no try; other documents pass as they are."""
        number = canonical(self.cleaned_data["id_number"])
        if len(number) == LENGTH:
            try:
                return id_number(number, today=timezone.localdate()).number
            except IdentityRefused as refused:
                raise forms.ValidationError(ID_WORDS[refused.code]) from None
        return number


class GiftField(forms.ModelChoiceField):  # type: ignore[type-arg]  # knows no brackets at run time
    def label_from_instance(self, obj: Gift) -> str:
        return f"赠送，{obj.sponsor}出资，保障{obj.get_months_display()}"


class RosterForm(forms.Form):
    file = forms.FileField(
        label="参保名册",
        help_text="用下载的模板填写，另存为 .xlsx，不超过10 MB。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": "请选择填好的名册文件。",
            "empty": "文件是空的，请填写后保存再上传。",
        },
    )
    gift = GiftField(
        Gift.objects.none(),
        label="参保方式",
        help_text="赠送保障的名册不收费，确认后次日生效。",
        empty_label="单位参保，按期次标准缴费",
        blank=True,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "请选择列出的参保方式。"},
    )

    def __init__(self, *args: Any, gifts: "QuerySet[Gift]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not gifts:
            del self.fields["gift"]
            return
        self.fields["gift"].queryset = gifts  # type: ignore[attr-defined]

    def received(self) -> dict[str, Any]:
        """Give what members.enrolment.enrol.receive takes."""
        return {"content": self.cleaned_data["file"], "gift": self.cleaned_data.get("gift")}

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("文件超过10 MB，请检查是否选错，或分成几份上传。")
        return bytes(file.read())


class PostForm(forms.Form):
    """Asks to act for a unit."""

    unit_name = forms.CharField(
        label="单位名称",
        help_text="填写全称，与营业执照或法人登记证书一致。",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={
            "required": "请填写单位名称。",
            "max_length": "单位名称请不要超过200个字。",
        },
    )
    credit_code = forms.CharField(
        label="统一社会信用代码",
        help_text="18位，例如 91350200MA0000006C。",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "请填写统一社会信用代码。",
            "max_length": "统一社会信用代码是18位，请核对。",
        },
    )
    name = forms.CharField(
        label="您的姓名",
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "请填写您的姓名。", "max_length": "姓名请不要超过64个字。"},
    )
    words = forms.CharField(
        label="说明",
        help_text="例如职务、联系电话；接替他人的，请写明接替谁。",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "说明请不要超过300个字。"},
    )

    def clean_credit_code(self) -> str:
        try:
            return credit_code(self.cleaned_data["credit_code"])
        except IdentityRefused:
            raise forms.ValidationError("统一社会信用代码校验不通过，请逐位核对。") from None

    def clean_name(self) -> str:
        return name(self.cleaned_data["name"])


class ProfileForm(forms.Form):
    """What a cadre puts right of the unit."""

    headcount = forms.IntegerField(
        label="在职职工人数",
        help_text="填写本季度或上季度从业人员人数，用来计算参保率。",
        min_value=1,
        max_value=1_000_000,
        widget=digits(),
        error_messages={
            "required": "请填写在职职工人数。",
            "invalid": "人数应为数字，例如 120。",
            "min_value": "人数至少为1。",
            "max_value": "人数过大，请核对。",
        },
    )
    joining_note = forms.CharField(
        label="参保率说明",
        help_text="参保人数较少的，可以在这里说明原因，例如部分职工由上级单位参保。",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "说明请不要超过200个字。"},
    )


class FindForm(forms.Form):
    """Finds a colleague: sent, not put into the address, for it names a person."""

    wanted = forms.CharField(
        label="姓名或证件号码",
        help_text="姓名可以只填开头，证件号码须填全。",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "请填写姓名或证件号码。",
            "max_length": "内容过长，请核对。",
        },
    )

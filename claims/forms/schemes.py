from typing import Final

from django import forms
from django.core.files.uploadedfile import UploadedFile

MOST_BYTES: Final = 100_000
"""Of a rule sheet; those that are shipped have two thousand. Default, not sourced."""


class SheetForm(forms.Form):
    """The text of a rule sheet, typed or as a file. The rules say whether it is one."""

    text = forms.CharField(
        label="规则表",
        required=False,
        strip=False,
        max_length=MOST_BYTES,
        help_text="TOML 格式。代码和名称以规则表中的 code、name 为准。",
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"max_length": "规则表过长，请核对。"},
    )
    file = forms.FileField(
        label="或上传文件",
        required=False,
        max_length=200,
        help_text="扩展名 .toml，UTF-8 编码。选择文件后，以文件内容为准。",
        widget=forms.FileInput(attrs={"accept": ".toml,text/plain"}),
    )
    read = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    """The mark of the draft as it was when the form was made."""

    def clean_file(self) -> str:
        """Give the file's text; empty when none was chosen."""
        uploaded: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if uploaded is None:
            return ""
        content = uploaded.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise forms.ValidationError("文件过大，请核对是否为规则表。")
        try:
            text: str = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("文件不是 UTF-8 编码的文本，请另存后再上传。") from None
        return text

    def clean(self) -> dict[str, str]:
        cleaned: dict[str, str] = self.cleaned_data
        text = cleaned.get("file") or cleaned.get("text") or ""
        cleaned["text"] = text.replace("\r\n", "\n")
        if not self.errors and not cleaned["text"].strip():
            raise forms.ValidationError("请填写规则表，或选择文件。")
        return cleaned

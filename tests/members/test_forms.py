"""What the public forms say of text that is far too long."""

import pytest

from members.forms import CodeForm, IdentityForm, PhoneForm

GOOD = {"phone": "13800138000", "code": "123456", "name": "陈明", "id_number": "350200198001011009"}


@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        (PhoneForm, "phone", "手机号码应为11位数字，请核对。"),
        (CodeForm, "code", "验证码是6位数字，请核对短信。"),
        (IdentityForm, "name", "姓名请不要超过64个字。"),
        (IdentityForm, "id_number", "证件号码过长，请核对。"),
    ],
)
def test_text_that_is_too_long_is_refused_in_our_own_words(form, field, words) -> None:
    assert form({**GOOD, field: "1" * 101}).errors[field] == [words]
    assert field not in form(GOOD).errors

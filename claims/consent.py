"""The separate consent to sensitive personal data (个人信息保护法 29): its words and its record."""

import hashlib
from typing import Final

from members.models import Consent, Member, User

VERSION: Final = "2026-1"

TEXT: Final = (
    "为办理职工医疗互助保障补助，我同意服务中心处理我提交的医疗健康信息（住院、诊断、病历、票据）"
    "和金融账户信息（银行卡号）。这些信息只用于审核申请、支付补助和依法接受审计；"
    "不提供这些信息将无法办理补助，但不影响您的参保。"
    "我可以随时查看、复制、更正这些信息，也可以撤回同意，撤回后尚未办结的申请将终止。"
)
"""Changed words are a new VERSION: what was agreed to is known by its digest."""


def give_consent(member: Member, *, by: User, channel: str) -> Consent:
    """Record that `by` consented for `member`, to these words."""
    return Consent.objects.create(
        member=member,
        given_by=by,
        purpose=Consent.Purpose.SENSITIVE,
        version=VERSION,
        text_sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
        channel=channel,
    )

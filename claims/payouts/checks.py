"""What is asked of the settings of money before anything is started."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from claims.payouts.formats import FORMATS


@register
def the_bank_takes_a_format_we_know(
    app_configs: Sequence[AppConfig] | None, **_how: object
) -> list[CheckMessage]:
    if settings.BANK_FORMAT in FORMATS:
        return []
    known = ", ".join(FORMATS)
    words = f"BANK_FORMAT={settings.BANK_FORMAT} is no format of bank files. It is one of: {known}."
    return [Error(words, hint="See docs/reference/settings.md.", id="claims.E001")]

"""Said at the start, where readings are switched on without what makes them."""

from collections.abc import Sequence
from importlib.util import find_spec

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register
def what_reads_is_installed(
    app_configs: Sequence[AppConfig] | None, **_how: object
) -> list[CheckMessage]:
    if not settings.OCR or find_spec("rapidocr"):
        return []
    words = "OCR is on, but what reads papers is not installed: the extra `ocr`."
    hint = "Install requirements-ocr.txt, or set OCR=0. See docs/how-to/read-papers.md."
    return [Error(words, hint=hint, id="claims.E002")]

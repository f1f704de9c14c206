"""Said at the start, where readings are switched on without what makes them."""

from importlib.util import find_spec

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def extra_is_there(**_: object) -> list[CheckMessage]:
    if not settings.OCR or find_spec("rapidocr"):
        return []
    return [
        Error(
            "OCR is on, but the extra `ocr` is not installed.",
            hint="Install requirements-ocr.txt, or set OCR=0. See docs/how-to/read-papers.md.",
            id="claims.E001",
        )
    ]

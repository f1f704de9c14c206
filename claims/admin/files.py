"""Tables as an answer that the browser keeps."""

from collections.abc import Sequence
from typing import Final

from django.http import Http404, HttpResponse

from claims import tables

FILES: Final = {
    "csv": (tables.as_csv, "text/csv; charset=utf-8"),
    "xlsx": (
        tables.as_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


def attached(found: Sequence[tables.Table], name: str, kind: str) -> HttpResponse:
    """Hand tables out as a file of a kind; 404 for one that is not known."""
    if kind not in FILES:
        raise Http404
    write, media_type = FILES[kind]
    return HttpResponse(
        write(found),
        content_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'},
    )

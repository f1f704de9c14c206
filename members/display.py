"""How a visitor wants the pages to look: care mode and theme, remembered in one cookie.

Asked for by a plain POST form, so it works without JavaScript and before sign-in. The cookie
says nothing about a person; a value we did not write counts as none.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "display"
THEMES = ("auto", "light", "dark")
KEPT_FOR = timedelta(days=365)


@dataclass(frozen=True)
class Display:
    care: bool = False
    theme: str = "auto"


def chosen(request: HttpRequest) -> Display:
    """Read the visitor's choice; the default display when there is none."""
    mode, _, theme = request.COOKIES.get(COOKIE, "").partition(".")
    if mode not in {"care", "plain"} or theme not in THEMES:
        return Display()
    return Display(care=mode == "care", theme=theme)


def display(request: HttpRequest) -> dict[str, Display]:
    """Give every template `display.care` and `display.theme` (context processor)."""
    return {"display": chosen(request)}


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Remember `care` (0 or 1) or `theme`, whichever was posted, and return to `next`."""
    wanted = chosen(request)
    if request.POST.get("care") in {"0", "1"}:
        wanted = replace(wanted, care=request.POST["care"] == "1")
    if request.POST.get("theme") in THEMES:
        wanted = replace(wanted, theme=request.POST["theme"])

    back = request.POST.get("next", "")
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        back = "/"
    response = redirect(back)
    response.set_cookie(
        COOKIE,
        f"{'care' if wanted.care else 'plain'}.{wanted.theme}",
        max_age=KEPT_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response

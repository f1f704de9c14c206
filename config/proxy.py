"""Who is really calling, where proxies of ours stand in front."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]


def caller(get_response: Answer) -> Answer:
    """Take the address that our outermost proxy saw; what stands before it anybody may write."""

    def middleware(request: HttpRequest) -> HttpResponse:
        seen = request.headers.get("X-Forwarded-For", "").split(",")
        if 0 < settings.PROXIES <= len(seen) and (address := _address(seen[-settings.PROXIES])):
            request.META["REMOTE_ADDR"] = address
        return get_response(request)

    return middleware


def _address(text: str) -> str | None:
    """Give an address in its one spelling, an IPv4 one written as IPv6 as what it is."""
    try:
        found = ip_address(text.strip())
    except ValueError:
        return None
    return str(getattr(found, "ipv4_mapped", None) or found)

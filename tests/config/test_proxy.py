"""The address of a caller is what our own proxy saw, and nothing that the caller wrote."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from config.proxy import caller


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        pytest.param(0, "203.0.113.7", "127.0.0.1", id="no proxy: written by anybody"),
        pytest.param(1, "203.0.113.7", "203.0.113.7", id="one proxy"),
        pytest.param(1, "10.9.9.9, 203.0.113.7", "203.0.113.7", id="one, and a forged one"),
        pytest.param(2, "10.9.9.9, 203.0.113.7, 10.0.0.2", "203.0.113.7", id="two, and a forged"),
        pytest.param(2, "203.0.113.7", "127.0.0.1", id="fewer than there should be"),
        pytest.param(1, "", "127.0.0.1", id="nothing"),
        pytest.param(1, "unknown", "127.0.0.1", id="no address"),
        pytest.param(1, "::ffff:203.0.113.7", "203.0.113.7", id="IPv4 as IPv6"),
        pytest.param(1, "2001:DB8:0::1", "2001:db8::1", id="one spelling"),
    ],
)
def test_the_address_is_what_our_proxy_saw(settings, proxies, forwarded, address):
    settings.PROXIES = proxies
    request = RequestFactory().get("/", headers={"x-forwarded-for": forwarded})

    caller(lambda _: HttpResponse())(request)

    assert request.META["REMOTE_ADDR"] == address

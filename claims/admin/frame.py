from typing import Any

from django.contrib import admin


def frame() -> dict[str, Any]:
    """What the office's frame shows on a page without the list of all models at its side.

    The admin's own `each_context` asks of every model who may do what; that list is its price.
    """
    site = admin.site
    return {
        "site_title": site.site_title,
        "site_header": site.site_header,
        "site_url": site.site_url,
        "has_permission": True,
    }

"""What the pages of the office share that stand where the admin would show a form."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse


def in_place_of_a_form(show: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a `change_view` of `show(self, request, pk)`; a key that cannot be one is a 404."""

    @functools.wraps(show)
    def change_view(
        self: ModelAdmin[Any],
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: object = None,
    ) -> HttpResponse:
        try:
            pk = self.opts.pk.to_python(object_id)
        except ValidationError:
            raise Http404 from None
        return show(self, request, pk)

    return change_view


def titled(title: str) -> Callable[..., HttpResponse]:
    """Make a `changelist_view` of a list that is called `title`."""

    def changelist_view(
        self: ModelAdmin[Any], request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return ModelAdmin.changelist_view(self, request, {"title": title, **(extra_context or {})})

    return changelist_view


def heading(self: ModelAdmin[Any], request: HttpRequest, title: str) -> dict[str, Any]:
    """What a page of one's own needs to look like the others: its context without its matter."""
    return {**self.admin_site.each_context(request), "opts": self.opts, "title": title}

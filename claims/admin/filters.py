"""Tabs above the list of claims: by what they wait for, and by what they ask for."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest

from claims import board
from claims.admin.finding import FOUND
from claims.models import Claim, Kind
from claims.queues import QUEUES, to_do
from claims.states import Status
from members.models import User
from members.signin import account

STATUSES = [
    (Status.APPROVED, "审核通过"),
    (Status.REFUSED, "不予补助"),
    (Status.WITHDRAWN, "已撤回"),
    (Status.CLOSED_LATE, "逾期关闭"),
]
"""Where nobody waits any more."""


class QueueFilter(admin.SimpleListFilter):
    """By what a claim waits for; without a choice, what the person may move now."""

    title = "待办"
    parameter_name = "queue"
    template = "admin/claims/claim/tabs.html"

    def __init__(
        self, request: HttpRequest, params: Any, model: type[Claim], model_admin: Any
    ) -> None:
        self.user: User = account(request)
        self.found: list[str] | None = request.session.get(FOUND)
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        found = [("found", "查找结果")] if self.found is not None else []
        queues = [(code, queue.label) for code, queue in QUEUES.items()]
        return [*found, *queues, *STATUSES, ("all", "全部")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        code = self.value()
        if code is None:
            return queryset.filter(to_do(self.user))
        if code in QUEUES:
            return queryset.filter(QUEUES[code].rows(self.user))
        if code == "found":
            return queryset.filter(pk__in=self.found or [])
        if code in Status.values:
            return queryset.filter(status=code)
        return queryset

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        counts = board.counts(self.user)
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": "待我办理",
        }
        for code, label in self.lookup_choices:
            yield {
                "selected": self.value() == code,
                "query_string": changelist.get_query_string({self.parameter_name: code}),
                "display": label,
                "count": counts.get(str(code)),
            }


class KindFilter(admin.SimpleListFilter):
    title = "类型"
    parameter_name = "kind"
    template = "admin/claims/claim/tabs.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(Kind.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        return queryset.filter(kind=self.value()) if self.value() in Kind.values else queryset

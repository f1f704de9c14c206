"""Rosters of a unit's own system: the pipeline of an uploaded sheet, and its verbs."""

from collections import Counter
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from members.api import sent, shapes
from members.api.answers import Refused
from members.api.once import HEADER, once
from members.enrolment import enrol, sheets
from members.enrolment.kept import kept
from members.enrolment.roster import Came
from members.errors import GiftOver
from members.models import EnrolmentBatch, Gift, Scheme, UnitSystem

Status = EnrolmentBatch.Status
CHECKING: Final = (Status.WAITING, Status.CHECKING)
PROBLEMS_TOLD: Final = 500
ASK_AGAIN: Final = {"Retry-After": "2"}
KEY: Final = OpenApiParameter(
    HEADER,
    location="header",
    required=True,
    description="由您的系统生成，8至64位字母、数字、- 或 _。同一个键只办理一次，24小时内答复相同。",
)


@extend_schema(
    operation_id="send_roster",
    summary="提交名册",
    description="与上传表格相同：在后台逐行核对，不会立即参保。随后用返回的编号查询结果。",
    parameters=[KEY],
    request=shapes.RosterSent,
    responses={202: shapes.Roster, "default": shapes.Refusal},
)
@api_view(["POST"])
def send(request: Request) -> Response:
    system: UnitSystem = request.auth
    told = sent.roster(request.data, most_rows=settings.ROSTER_MOST_ROWS)

    def receive() -> tuple[int, dict[str, Any]]:
        scheme = Scheme.objects.enrolling()
        if scheme is None:
            raise Refused("NO_PERIOD_OPEN")
        batch = enrol.receive(
            system.unit,
            scheme,
            sheets.as_csv(told.people),
            by=request.user,
            gift=_gift(system, told.gift),
        )
        return 202, shown(batch)

    return once(request, receive)


@extend_schema(
    operation_id="read_roster",
    summary="查询名册的核对结果和状态",
    description="status 为 waiting、checking 时仍在核对，请过两秒再查。问题按行、列、代码列出。",
    parameters=[
        OpenApiParameter("problems_from", int, description="从第几条问题起，默认0。"),
    ],
    responses={200: shapes.Roster, "default": shapes.Refusal},
)
@api_view(["GET"])
def roster(request: Request, batch_id: UUID) -> Response:
    batch = _of(request.auth, batch_id)
    start = request.query_params.get("problems_from", "0")
    if not (start.isascii() and start.isdecimal() and len(start) < 8):  # noqa: PLR2004
        start = "0"
    answer = shown(batch, problems_from=int(start))
    return Response(answer, headers=ASK_AGAIN if batch.status in CHECKING else None)


@extend_schema(
    operation_id="confirm_roster",
    summary="确认参保",
    description="以读到的人数确认。单位参保的，随后按应缴金额缴费，到账次日生效；赠送的，次日生效。",
    parameters=[KEY],
    request=shapes.ConfirmationSent,
    responses={200: shapes.Roster, "default": shapes.Refusal},
)
@api_view(["POST"])
def confirm(request: Request, batch_id: UUID) -> Response:
    read = sent.confirmation(request.data)
    return _settle(
        request,
        batch_id,
        lambda batch: enrol.confirm(
            batch.pk, by=request.user, papers_on=timezone.localdate(), **read._asdict()
        ),
    )


@extend_schema(
    operation_id="recheck_roster",
    summary="重新核对",
    description="核对之后有人员的参保情况变化的，按现在的情况重新核对。",
    parameters=[KEY],
    request=None,
    responses={200: shapes.Roster, "default": shapes.Refusal},
)
@api_view(["POST"])
def recheck(request: Request, batch_id: UUID) -> Response:
    sent.nothing(request.data)
    return _settle(request, batch_id, lambda batch: enrol.recheck(batch.pk, by=request.user))


@extend_schema(
    operation_id="abandon_roster",
    summary="放弃名册",
    description="没有任何人因此参保；同样内容的名册可以再次提交。已生效的不能放弃。",
    parameters=[KEY],
    request=None,
    responses={200: shapes.Roster, "default": shapes.Refusal},
)
@api_view(["POST"])
def abandon(request: Request, batch_id: UUID) -> Response:
    sent.nothing(request.data)
    return _settle(request, batch_id, lambda batch: enrol.abandon(batch.pk, by=request.user))


def shown(batch: EnrolmentBatch, *, problems_from: int = 0) -> dict[str, Any]:
    """Give what a system reads of a roster."""
    found = kept(batch) if batch.found_key and batch.status not in CHECKING else None
    came = Counter(entry.came for entry in found.entries) if found else Counter()
    problems = found.problems if found else []
    until = problems_from + PROBLEMS_TOLD
    return {
        "id": str(batch.pk),
        "status": str(batch.status),
        "status_words": batch.get_status_display(),
        "scheme": batch.scheme_id,
        "gift": str(batch.gift_id) if batch.gift_id else None,
        "rows": batch.rows,
        "good_rows": batch.good_rows,
        "bad_rows": batch.bad_rows,
        "due_yuan": f"{batch.due:.2f}",
        "papers_on": batch.papers_on.isoformat() if batch.papers_on else None,
        "paid_on": batch.paid_on.isoformat() if batch.paid_on else None,
        "differences": found and {**{c: came[c] for c in Came}, "left": len(found.leavers)},
        "problems": [problem._asdict() for problem in problems[problems_from:until]],
        "problems_total": len(problems),
    }


def _settle(
    request: Request, batch_id: UUID, verb: Callable[[EnrolmentBatch], EnrolmentBatch]
) -> Response:
    batch = _of(request.auth, batch_id)
    return once(request, lambda: (200, shown(verb(batch))))


def _of(system: UnitSystem, batch_id: UUID) -> EnrolmentBatch:
    """Give a roster of the system's unit; another unit's is as one that is not there."""
    batches = EnrolmentBatch.objects.filter(unit=system.unit).select_related("gift")
    return get_object_or_404(batches, pk=batch_id)


def _gift(system: UnitSystem, key: UUID | None) -> Gift | None:
    if key is None:
        return None
    gift = Gift.objects.filter(pk=key, unit=system.unit).first()
    if gift is None:
        raise GiftOver("这一编号")
    return gift

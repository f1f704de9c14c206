"""Who of a unit is covered today."""

from typing import Final
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from members.api import shapes
from members.api.answers import wrong
from members.enrolment.renewal import READ
from members.models import AccessLog, Coverage

A_PAGE: Final = 500


@extend_schema(
    operation_id="read_covers",
    summary="本单位今天在保的职工",
    description="只有本单位参保的职工；读取留有记录。一页最多500人。",
    parameters=[OpenApiParameter("after", UUID, description="上一页答复中的 next。")],
    responses={200: shapes.Covers, "default": shapes.Refusal},
)
@api_view(["GET"])
def covers(request: Request) -> Response:
    system = request.auth
    found = Coverage.objects.on(timezone.localdate()).filter(unit=system.unit).order_by("pk")
    after = request.query_params.get("after")
    if after is not None:
        try:
            found = found.filter(pk__gt=UUID(after))
        except ValueError:
            raise wrong([("after", "应为上一页答复中的 next。")]) from None
    page = list(found.select_related("member", "batch__gift")[: A_PAGE + 1])
    AccessLog.objects.create(
        by=request.user,
        what=READ,
        object_id=str(system.unit_id),
        reason=f"接口 {system.name} {len(page[:A_PAGE])}人",
    )
    return Response(
        {
            "covers": [_shown(cover) for cover in page[:A_PAGE]],
            "next": str(page[A_PAGE - 1].pk) if len(page) > A_PAGE else None,
        }
    )


def _shown(cover: Coverage) -> dict[str, str]:
    return {
        "id": str(cover.pk),
        "name": cover.member.name,
        "id_number": cover.member.masked_id,
        "scheme": cover.scheme_id,
        "fee_class": cover.fee_class,
        "sponsor": cover.sponsor,
        "starts_on": cover.starts_on.isoformat(),
        "ends_on": cover.ends_on.isoformat(),
    }

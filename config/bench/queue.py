"""P2: the page of the reviewers' queue, fifty rows, among so many claims of which half wait.

The floor renders the very same rows, from memory. Before any time counts, page after page gives
the waiting claims in order, without a gap.
"""

import time
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from unittest.mock import patch

from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from config.bench.city import office, size
from config.bench.measurement import Measurement, seconds_in_turn

if TYPE_CHECKING:
    from members.models import User

CLAIMS: Final = {"tiny": (1_000, 10_000), "small": (10_000, 100_000)}
FULL: Final = (10_000, 100_000, 1_000_000)
TURNS: Final = 41
DEEP: Final = 0.8
"""How far down the pile the deep page begins."""
MOST_QUERIES: Final = 2
"""Besides those of the session and its account."""

TEMPLATE: Final = "admin/claims/claim/queue.html"

MORE = """
INSERT INTO claims_claim (id, client_key, number, kind, member_id, applicant_id, station_id,
                          status, version, circumstances, payee_name, payee_bank, payee_account,
                          consent_id, reason_words, opened_at, submitted_at, since, review_by)
    SELECT md5('queue' || n)::uuid, md5('queue' || n)::uuid, 'Q' || n, 'inpatient',
           members[1 + n %% cardinality(members)], applicant,
           stations[1 + n %% cardinality(stations)],
           CASE WHEN n %% 2 = 0 THEN 'submitted' ELSE 'withdrawn' END, 1, '{}', '', '', '',
           consent, '', at, at, at, CASE WHEN n %% 2 = 0 THEN at::date + 4 END
      FROM (SELECT n, now() - n * interval '1 minute' AS at FROM generate_series(%s, %s - 1) n) d,
           (SELECT array_agg(id) AS members FROM members_member) m,
           (SELECT array_agg(id) AS stations FROM members_station) s,
           (SELECT given_by_id AS applicant, id AS consent FROM members_consent LIMIT 1) c
"""


def queue() -> Iterator[Measurement]:
    """P2: each page at each number of claims; then beside the most claims and the fewest."""
    with office("bench-queue") as cursor:
        from members.models import Station, User  # noqa: PLC0415 - models stand only after setup

        call_command("collectstatic", interactive=False, verbosity=0)
        reviewer = User.objects.get(username="yushen")
        station = str(Station.objects.earliest("pk").pk)
        taken: dict[str, list[float]] = {}
        for claims in CLAIMS.get(size(), FULL):
            _have(cursor, claims)
            deep = _place(reviewer, claims)
            pages = {
                "first": {},
                "deep": {"after": deep},
                "of a station": {"station": station},
                "deep, of a station": {"station": station, "after": deep},
                "late": {"pile": "late"},
            }
            for name, asked in pages.items():
                page = _Page(reviewer, asked)
                floor, work = seconds_in_turn(
                    page.from_memory, page.shown, clock=time.perf_counter, turns=TURNS
                )
                taken.setdefault(name, []).append(work * 1000)
                yield Measurement(
                    f"P2 {name}, {claims:,} claims, {page.queries} queries",
                    work * 1000,
                    "ms",
                    floor * 1000,
                )
        for name, times in taken.items():
            yield Measurement(f"P2 {name}, most beside fewest claims", times[-1], "ms", times[0])


class _Page:
    """One page of the queue as its view gives it, and the same from memory."""

    def __init__(self, reviewer: "User", asked: dict[str, str]) -> None:
        from claims.admin import queue as office_queue  # noqa: PLC0415

        self.request = RequestFactory().get("/admin/claims/claim/queue/", asked)
        self.request.user = reviewer
        self.shown = partial(office_queue.queue, self.request)
        self.context: dict[str, Any] = {}
        with (
            CaptureQueriesContext(connection) as queries,
            patch.object(office_queue, "render", self._kept),
        ):
            self.shown()
        self.queries = len(queries)
        if self.queries > MOST_QUERIES or not self.context["rows"]:
            raise SystemExit(f"The queue's page asks {self.queries} times, or is empty.")

    def _kept(self, _request: HttpRequest, _template: str, context: dict[str, Any]) -> HttpResponse:
        self.context = context
        return HttpResponse()

    def from_memory(self) -> HttpResponse:
        return render(self.request, TEMPLATE, self.context)


def _have(cursor: CursorWrapper, claims: int) -> None:
    """Have so many claims, every other one waiting, the youngest a minute after the next."""
    cursor.execute("SELECT count(*) FROM claims_claim WHERE number LIKE 'Q%'")
    (there,) = cursor.fetchone()
    if there < claims:
        cursor.execute(MORE, [there, claims])
    elif there > claims:
        cursor.execute("DELETE FROM claims_claim WHERE substr(number, 2)::int >= %s"
                       " AND number LIKE 'Q%%'", [claims])  # fmt: skip
    cursor.execute("VACUUM ANALYZE claims_claim")


def _place(reviewer: "User", claims: int) -> str:
    """Give the place where the deep page begins; SystemExit when the pages there have a gap."""
    from claims.models import Claim  # noqa: PLC0415
    from claims.queues import Place, pile, place_of  # noqa: PLC0415

    waiting = Claim.objects.filter(status=Claim.Status.SUBMITTED).order_by("submitted_at", "pk")
    begin = int(claims / 2 * DEEP)
    before, *expected = waiting[begin : begin + 101]
    place = place_of(before)
    found = list(pile("waiting", reviewer, after=place)[:50])
    found += list(pile("waiting", reviewer, after=Place.read(str(place_of(found[-1]))))[:50])
    if found != expected:
        raise SystemExit("The pages of the queue leave a gap.")
    return str(place)

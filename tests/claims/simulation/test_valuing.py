"""History under another sheet, on histories made by hand."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import checking
from claims.benefits import read_sheet, shipped_texts
from claims.models import Kind, Occurrence, Stay
from claims.simulation.valuing import simulate
from members.models import Scheme
from members.roles import Role
from tests.factories.claims import approved, in_first_check, staff
from tests.factories.members import CoverageFactory, MemberFactory, SchemeFactory

pytestmark = pytest.mark.django_db

OWN = shipped_texts()["xiamen-18"]
RAISED = OWN.replace('"80.00"', '"100.00"').replace("most_days = 45", "most_days = 60")
RICHER, LONGER = OWN.replace('"80.00"', '"100.00"'), OWN.replace("= 45", "= 60")
JUNE = date(2023, 6, 1)


def nights(count: int, *, member=None, first: date = JUNE):
    return approved(member=member, admitted=first, discharged=first + timedelta(count))


def under(text: str, period: str = "xiamen-18"):
    return simulate(Scheme.objects.get(pk=period), read_sheet(text))


def found(text: str):
    return under(text).report()


def test_a_raise_from_80_to_100_yuan_and_from_45_to_60_days_is_counted_up() -> None:
    nights(10)
    nights(50)
    twice = MemberFactory.create(bound=True)
    nights(30, member=twice)
    nights(31, member=twice, first=date(2023, 9, 1))

    report = found(RAISED)

    assert report["claims"] == {
        "valued": 4, "changed": 4, "more": 4, "less": 0, "manual": 0, "unlike_award": 0,
    }  # fmt: skip
    assert report["members"] == {"valued": 3, "better": 3, "worse": 0}
    assert report["cost"] == {
        "awarded": "8000.00", "before": "8000.00", "after": "12000.00", "difference": "4000.00",
    }  # fmt: skip
    assert [group for group in report["distribution"] if group["claims"]] == [
        {"change": "more", "over": "0.00", "to": "500.00", "claims": 1},
        {"change": "more", "over": "500.00", "to": "1000.00", "claims": 1},
        {"change": "more", "over": "1000.00", "to": "2000.00", "claims": 2},
    ]


def test_what_one_claim_uses_of_the_cap_the_next_does_not_get() -> None:
    member = MemberFactory.create(bound=True)
    nights(30, member=member)
    nights(40, member=member, first=date(2023, 9, 1))

    assert under(LONGER).after == [240_000, 240_000]


def test_who_is_approved_first_uses_the_cap_first() -> None:
    member = MemberFactory.create(bound=True)
    nights(40, member=member, first=date(2023, 9, 1))
    nights(30, member=member)

    assert under(OWN).before == [320_000, 40_000]


def test_less_is_told_as_less() -> None:
    nights(10)

    report = found(OWN.replace('"80.00"', '"50.00"'))

    assert report["cost"]["difference"] == "-300.00"
    assert (report["claims"]["less"], report["members"]["worse"]) == (1, 1)


def test_the_unchanged_sheet_changes_nothing_and_gives_what_was_awarded() -> None:
    nights(10)
    nights(50)

    comparison = under(OWN)

    awarded = [row[4] for row in comparison.rows]
    assert comparison.before == comparison.after == awarded == [80_000, 360_000]


def with_a_second_stay(first: date, last: date, **how):
    """Ten nights in June and another stay in one claim, approved."""
    claim = in_first_check(**how)
    Stay.objects.create(claim=claim, hospital="示范医院", admitted_on=first, discharged_on=last)
    checking.propose(claim.pk, by=staff(Role.FIRST_CHECKER))
    return checking.confirm(claim.pk, by=staff(Role.SECOND_CHECKER))


def test_several_stays_of_a_claim_are_valued_by_the_rules() -> None:
    with_a_second_stay(date(2023, 6, 5), date(2023, 6, 21))

    comparison = under(RICHER)

    assert (comparison.before, comparison.after) == ([160_000], [200_000])


def test_a_night_of_two_claims_is_counted_once() -> None:
    member = MemberFactory.create(bound=True)
    nights(10, member=member)
    claim = in_first_check(member=member, admitted=date(2023, 9, 1), discharged=date(2023, 9, 2))
    claim.stays.update(admitted_on=date(2023, 6, 6), discharged_on=date(2023, 6, 26))
    checking.propose(claim.pk, by=staff(Role.FIRST_CHECKER))
    checking.confirm(claim.pk, by=staff(Role.SECOND_CHECKER))

    comparison = under(RICHER)

    assert comparison.before == [80_000, 120_000]
    assert comparison.after == [100_000, 150_000]


def test_of_a_stay_over_two_periods_only_the_nights_in_this_one_change() -> None:
    member = MemberFactory.create(bound=True)
    CoverageFactory.create(member=member)
    CoverageFactory.create(
        member=member,
        scheme=SchemeFactory.create(code="xiamen-17", name="第十七期"),
        starts_on=date(2022, 3, 16),
        ends_on=date(2023, 3, 15),
        most_days=30,
    )
    nights(12, member=member, first=date(2023, 3, 10))

    comparison = under(RICHER)

    assert (comparison.before, comparison.after) == ([78_000], [90_000])


def test_what_lies_in_another_period_is_not_counted() -> None:
    member = MemberFactory.create(bound=True)
    CoverageFactory.create(
        member=member, scheme=SchemeFactory.create(code="xiamen-17", name="第十七期"), most_days=30
    )
    nights(10, member=member)
    SchemeFactory.create()

    assert under(RICHER).rows == []


def test_a_claim_not_approved_is_not_counted() -> None:
    nights(10)
    in_first_check()

    assert found(OWN)["claims"]["valued"] == 1


def test_a_waiting_period_of_the_new_sheet_takes_first_nights() -> None:
    nights(10, first=date(2023, 3, 20))
    waiting = OWN.replace("most_days = 45", "most_days = 45\nwaiting_days = 10")

    assert under(waiting).after == [32_000]


def test_a_lump_sum_is_valued_by_the_rules() -> None:
    claim = in_first_check()
    claim.stays.all().delete()
    type(claim).objects.filter(pk=claim.pk).update(kind=Kind.DISABILITY)
    Occurrence.objects.create(claim=claim, decisive_on=JUNE, cause="accident", grade=9)
    checking.propose(claim.pk, by=staff(Role.FIRST_CHECKER))
    checking.confirm(claim.pk, by=staff(Role.SECOND_CHECKER))

    stricter = OWN.replace("mildest_grade = 10", "mildest_grade = 8")

    assert under(OWN).before == [500_000]
    assert under(stricter).after == [0]


def test_what_the_new_sheet_does_not_say_is_left_to_a_person() -> None:
    nights(10)

    report = found(OWN[: OWN.index("[inpatient]")] + OWN[OWN.index("[critical_illness]") :])

    assert (report["claims"]["manual"], report["claims"]["valued"]) == (1, 0)
    assert report["members"]["valued"] == 0
    assert report["cost"]["awarded"] == "800.00"


def test_costs_are_told_by_kind_and_by_month() -> None:
    nights(10)

    report = found(RICHER)

    same = {"claims": 1, "changed": 1, "before": "800.00", "after": "1000.00"}
    assert report["kinds"] == [{"kind": "inpatient", **same, "difference": "200.00"}]
    [month] = report["months"]
    assert month | same == month


def test_nothing_is_written() -> None:
    nights(10)
    with_a_second_stay(date(2023, 6, 5), date(2023, 6, 21))

    with CaptureQueriesContext(connection) as queries:
        found(RAISED)

    assert all(each["sql"].lstrip().startswith("SELECT") for each in queries)


def test_progress_is_told_up_to_the_end() -> None:
    nights(10)
    with_a_second_stay(date(2023, 6, 5), date(2023, 6, 21))
    told = []

    simulate(
        Scheme.objects.get(pk="xiamen-18"),
        read_sheet(OWN),
        tell=lambda done, of: told.append((done, of)),
    )

    assert told[0] == (0, 3)
    assert told[-1] == (3, 3)
    assert told == sorted(told)


def test_an_empty_history_has_a_report() -> None:
    SchemeFactory.create()

    assert found(RAISED)["cost"]["difference"] == "0.00"


def run(path, *, against: str = "xiamen-18") -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("simulate", str(path), "--against", against, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_prints_json_alone_on_stdout(tmp_path) -> None:
    nights(10)
    sheet = tmp_path / "next.toml"
    sheet.write_text(RAISED.replace("xiamen-18", "xiamen-19"))

    out, err = run(sheet)

    told = json.loads(out)
    assert (told["against"], told["sheet"]) == ("xiamen-18", "xiamen-19")
    assert told["cost"]["difference"] == "200.00"
    assert "2 of 2" in err


def test_the_command_refuses_in_a_sentence(tmp_path) -> None:
    SchemeFactory.create()
    good, spoilt = tmp_path / "good.toml", tmp_path / "spoilt.toml"
    good.write_text(OWN)
    spoilt.write_text(OWN.replace("most_days = 45", 'most_dayz = "x"'))

    with pytest.raises(CommandError, match=r"No period nowhere\. There are: xiamen-18"):
        run(good, against="nowhere")
    with pytest.raises(
        CommandError, match=r"most_days: Is missing\.\ninpatient\.most_dayz: No rule"
    ):
        run(spoilt)
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "missing.toml")

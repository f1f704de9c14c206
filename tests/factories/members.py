"""Valid rows of people and organisations, all of them made up. Use `.create()` and `.build()`."""

from datetime import UTC, date, datetime

import factory
from stdnum.cn import ric, uscc

from claims.benefits import shipped_texts
from members.models import (
    Cadre,
    Coverage,
    EnrolmentBatch,
    Gift,
    Member,
    Message,
    Scheme,
    Station,
    Unit,
    User,
)
from members.roles import Role


def id_number_of(count: int) -> str:
    """Give a made-up ID number of a man born on 7 March 1990, another for each count below 400,000.

    No area code reaches the 81 to 83 of residence permits.
    """
    area, nth = divmod(count, 500)
    body = f"{350200 + area:06}19900307{2 * nth + 1:03}"
    check_digit: str = ric.calc_check_digit(f"{body}0")  # of a whole number: the last is not read
    return body + check_digit


def credit_code_of(count: int) -> str:
    body = f"81350200MC{count:07}"
    return body + uscc.calc_check_digit(body)


class UserFactory(factory.django.DjangoModelFactory[User]):
    """An account of the public site, with no role yet."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"p-{n:032}")
    phone = factory.Sequence(lambda n: f"138{n:08}")
    password = "!"
    roles = factory.LazyFunction(list)


class StaffFactory(factory.django.DjangoModelFactory[User]):
    """An account of the office; pass `roles`."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"staff{n}")
    name = factory.Sequence(lambda n: f"经办{n}")
    password = "!"
    roles = factory.LazyFunction(lambda: [str(Role.PRE_REVIEWER)])


class StationFactory(factory.django.DjangoModelFactory[Station]):
    class Meta:
        model = Station

    name = "市职工服务中心"
    level = Station.Level.CITY
    address = "示范市中心路1号"
    phone = "12351"
    hours = "周一至周五 9:00—12:00、14:00—17:00"
    takes_originals = True


class UnitFactory(factory.django.DjangoModelFactory[Unit]):
    class Meta:
        model = Unit

    name = factory.Sequence(lambda n: f"示范单位{n}")
    credit_code = factory.Sequence(credit_code_of)
    headcount = 100


class CadreFactory(factory.django.DjangoModelFactory[Cadre]):
    """Somebody who acts for a unit."""

    class Meta:
        model = Cadre

    user = factory.SubFactory(UserFactory, roles=[str(Role.CADRE)])
    unit = factory.SubFactory(UnitFactory)
    since = date(2020, 1, 1)


class SchemeFactory(factory.django.DjangoModelFactory[Scheme]):
    """Period 18 as it is shipped; the same row however often it is asked for."""

    class Meta:
        model = Scheme
        django_get_or_create = ("code",)

    code = "xiamen-18"
    name = "厦门市职工医疗互助保障（第十八期）"
    status = Scheme.Status.PUBLISHED
    shipped = True
    published_at = datetime(2023, 1, 1, tzinfo=UTC)

    open_for_enrolment = factory.LazyAttribute(lambda scheme: scheme.code == "xiamen-18")

    sheet = factory.LazyAttribute(lambda scheme: shipped_texts()[scheme.code])


class MemberFactory(factory.django.DjangoModelFactory[Member]):
    """A worker who is not bound to an account; pass `user` for one who is."""

    class Meta:
        model = Member

    name = "测试甲"
    id_number = factory.Sequence(lambda n: id_number_of(1000 + n))
    sex = Member.Sex.MALE
    born_on = date(1990, 3, 7)
    unit = factory.SubFactory(UnitFactory)

    class Params:
        bound = factory.Trait(user=factory.SubFactory(UserFactory, roles=[str(Role.MEMBER)]))


class EnrolmentBatchFactory(factory.django.DjangoModelFactory[EnrolmentBatch]):
    class Meta:
        model = EnrolmentBatch

    unit = factory.SubFactory(UnitFactory)
    scheme = factory.SubFactory(SchemeFactory)
    status = EnrolmentBatch.Status.CHECKED
    file_key = "0" * 32
    found_key = "1" * 32
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    uploaded_by = factory.SubFactory(UserFactory)
    rows = 1
    good_rows = 1
    due_fen = 6000


class GiftFactory(factory.django.DjangoModelFactory[Gift]):
    """Half a year for ten people, set up by the administrator."""

    class Meta:
        model = Gift

    sponsor = "示范市总工会"
    months = 6
    unit = factory.SubFactory(UnitFactory)
    people = 10
    until = date(2099, 12, 31)
    opened_by = factory.SubFactory(StaffFactory, roles=[str(Role.ADMINISTRATOR)])


class CoverageFactory(factory.django.DjangoModelFactory[Coverage]):
    """The year from 16 March 2023 under period 18."""

    class Meta:
        model = Coverage

    member = factory.SubFactory(MemberFactory)
    scheme = factory.SubFactory(SchemeFactory)
    unit = factory.SelfAttribute("member.unit")
    fee_fen = 6000
    starts_on = date(2023, 3, 16)
    ends_on = date(2024, 3, 15)
    most_days = 45


class MessageFactory(factory.django.DjangoModelFactory[Message]):
    class Meta:
        model = Message

    user = factory.SubFactory(UserFactory)
    key = factory.Sequence(lambda n: f"test:{n}")
    text = "您的申请已受理。"
    expires_at = datetime(2099, 1, 1, tzinfo=UTC)

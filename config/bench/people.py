"""A city of made-up people for the benches, and rosters of them."""

import os
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import xlsxwriter
from django.core.management import call_command
from django.utils import timezone

from members.enrolment.columns import COLUMNS, Row
from members.enrolment.covering import cover
from members.enrolment.roster import Came, Entry
from members.identity import Sex
from members.models import EnrolmentBatch, Scheme, Unit, User
from members.roles import Role
from members.sealing import blind

CITY: Final = {"small": 70_000, "full": 700_000}[os.environ.get("CITY", "small")]
BAD_ONE_IN: Final = 97
BLOCK: Final = 50_000
OWN: Final = {10_000: 0, 100_000: 10_000}
"""The first person of a unit that has so many; a city too small for it does without."""
DAYS: Final = 9_000
WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
FIRST_BIRTH: Final = date(1975, 1, 1)
COMMON: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余"
    "于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏傅方邹熊白孟秦邱侯江尹薛闫段雷"
)
"""Surnames, the commonest first. The first five have three people in ten, as in the census."""
SURNAMES: Final = "".join(name * (2_000 // (rank + 4)) for rank, name in enumerate(COMMON))
GIVEN: Final = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志文海燕春晓东雪峰琳宇"
    "佳欣怡浩然子轩雨婷思嘉俊博文瑞泽晨曦若曼青松柏岩坤乾振兴凯旋慧颖倩雯璐瑶薇菲萍莉莲"
    "荣发财旺福禄寿康宁安泰和顺达通远昌盛隆茂森林木水清泉溪江河湖波澜云天星辰光辉亮照耀"
)


def cast() -> tuple[Unit, dict[int, Unit], Scheme, User]:
    """Give a unit that had nobody covered, those that had, the period, and a cadre; made once."""
    call_command("load_schemes", verbosity=0)
    scheme = Scheme.objects.get(pk="xiamen-18")
    young, _ = Unit.objects.get_or_create(credit_code="81350200MC0123451H", name="新单位")
    codes = {10_000: "81350200MC0123450J", 100_000: "81350200MC0123452Q"}
    units = {
        size: Unit.objects.get_or_create(credit_code=codes[size], name=f"{size}人的单位")[0]
        for size in OWN
        if size * 2 < CITY
    }
    cadre = User.objects.filter(username="bench").first() or User.objects.create_staff(
        "bench", name="测试", password=os.urandom(8).hex(), roles=[Role.CASHIER]
    )
    return young, units, scheme, cadre


def have_people(units: Mapping[int, Unit], scheme: Scheme, cadre: User) -> None:
    """Have a city covered until yesterday, the first of them through these; loaded once."""
    if EnrolmentBatch.objects.filter(good_rows=CITY).exists():
        return
    other, _ = Unit.objects.get_or_create(credit_code="91350100M000100Y43", name="其他单位")
    yesterday = timezone.localdate() - timedelta(days=1)
    own = [(OWN[size], OWN[size] + size, unit) for size, unit in units.items()]
    for first, last, whose in [*own, *_blocks(own[-1][1], other)]:
        batch = EnrolmentBatch.objects.create(
            unit=whose,
            scheme=scheme,
            uploaded_by=cadre,
            sha256=f"{first:064}",
            status=EnrolmentBatch.Status.ABANDONED,
            good_rows=CITY,
        )
        cover(
            batch,
            [_entry(nth) for nth in range(first, last)],
            {},
            starts_on=yesterday - timedelta(days=364),
            ends_on=yesterday,
            most_days=45,
        )


def _blocks(begin: int, other: Unit) -> list[tuple[int, int, Unit]]:
    return [(first, min(first + BLOCK, CITY), other) for first in range(begin, CITY, BLOCK)]


def _entry(nth: int) -> Entry:
    row = _row(nth)
    index = blind(row.id_number, purpose="members_member.id_number_index").hex()
    return Entry(row, index, "standard", 6000, Came.JOINED)


def _row(nth: int) -> Row:
    """Somebody made up: another for each number below nine million."""
    born_on = FIRST_BIRTH + timedelta(days=nth % DAYS)
    body = f"350200{born_on:%Y%m%d}{nth // DAYS:03}"
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, body, strict=True))
    return Row(
        number=2,
        name=_name(nth),
        id_number=body + "10X98765432"[total % 11],
        sex=Sex.MALE if int(body[-1]) % 2 else Sex.FEMALE,
        born_on=born_on,
        phone=f"138{nth:08}",
        card=_card(nth),
    )


def _name(nth: int) -> str:
    drawn = nth * 2_654_435_761 % 2**32
    given = GIVEN[drawn // 977 % len(GIVEN)]
    second = GIVEN[drawn // 131_071 % len(GIVEN)] if drawn % 6 else ""
    return SURNAMES[drawn % len(SURNAMES)] + given + second


def _card(nth: int) -> str:
    digits = f"62220241{nth:010}"
    doubled = [int(d) * (2 - place % 2) for place, d in enumerate(reversed(digits))]
    return f"{digits}{-sum(d - 9 * (d > 9) for d in doubled) % 10}"  # noqa: PLR2004 - Luhn


def roster_file(folder: Path, rows: int, *, renewed: int) -> Path:
    """Write a roster of which so many of a hundred were covered before; one in 97 is wrong."""
    path = folder / f"{rows}-{renewed}.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [column.heading for column in COLUMNS])
        for nth in range(rows):
            known = nth % 100 < renewed
            row = _row(OWN[rows] + nth if known else 2 * CITY + nth)
            number = row.id_number
            if nth % BAD_ONE_IN == 0:
                number = number[:-1] + ("0" if number[-1] != "0" else "1")
            sex = "男" if row.sex is Sex.MALE else "女"
            cells = [
                row.name,
                "居民身份证",
                number,
                sex,
                row.phone,
                row.card,
                "是",
                "在职",
                "60",
                "",
            ]
            sheet.write_row(nth + 1, 0, [str(nth + 1), *cells])
    return path

"""The demo's city as a whole: its people, their claims and visits, and who can sign in."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from django.db import transaction

from appointments import booking, limits, opening
from claims import demo as claiming
from claims.models import Claim
from members import demo as people
from members.models import Scheme, Station

NEWCOMER_TRIES: Final = "还没有申请：申请住院补助（材料图片在 claims/demo/papers/1/）"
CADRE_TRIES: Final = "看本单位参保名册，下载模板，上传新名册"
STAFF_TRIES: Final = {
    "shequ": "社区初审：核对材料是否齐全",
    "yushen2": "受理异议：由没有审过的人重新审核",
    "yushen": "预审：通过、要求补正或不予受理",
    "shouli": "看今日来访，签收原件，正式受理",
    "chushen": "初审：看计算过程，提出核定意见",
    "fuhe": "复核：通过，或退回初审；大额的提交终审",
    "zhongshen": "终审：通过，或退回初审",
    "zhidan": "登记单位缴费，制支付批次，上传银行回盘",
    "fuhezhifu": "封存支付批次，下载银行文件",
    "shenji": "查看各类业务和操作记录，不能办理",
    "admin": "管理账号、单位、服务站和工作日历",
}
FIRST_SIGN_IN: Final = (
    "第一次登录：用任意其他手机号码，本人信息填姓名“{name}”、证件号码“{id_number}”。"
)


def load(*, members: int, claims: int, seed: int) -> str:
    """Make the city in an empty database that has the schemes; tell who can sign in, and how.

    There are at least as many members as have `claims` between them, one without any, and one
    who was never here.
    """
    lives = claiming.lives(claims)
    papers = claiming.photographed() if lives else {}
    bound = 1 + len(lives)
    with transaction.atomic():  # a demo that is half there would never be made whole
        city = people.load(
            Scheme.objects.get(code="xiamen-18"),
            members=max(members, bound + 1),
            bound=bound,
            seed=seed,
        )
        opening.open_coming()
        for story, claim in claiming.live(city.members[1:], lives, papers, seed=seed):
            if story.visits:
                _book(claim)
    return _told(city, [NEWCOMER_TRIES, *(life.tries for life in lives)])


def _book(claim: Claim) -> None:
    """Book a visit some days ahead; none where the working calendar leaves no slot."""
    slots = [s for s in limits.bookable(Station.objects.get(takes_originals=True)) if s.free]
    if slots:
        booking.book(slots[len(slots) // 2].pk, claim_id=claim.pk, by=claim.applicant)


def _told(city: people.City, tries: Sequence[str]) -> str:
    """Word who can sign in and what to try there, as a table for each of the two doors."""
    public = [
        ("手机号码", "姓名", "可以试试"),
        *(
            (member.phone, member.name, words)
            for member, words in zip(city.members, tries, strict=True)
        ),
        (people.CADRE_PHONE, "单位经办人", CADRE_TRIES),
    ]
    office = [
        ("登录名", "密码", "岗位", "可以试试"),
        *(
            (username, city.passwords[username], name, STAFF_TRIES[username])
            for username, (name, _role) in people.STAFF.items()
        ),
    ]
    first = FIRST_SIGN_IN.format(name=city.stranger.name, id_number=city.stranger.id_number)
    lines = [
        "职工和单位：首页“登录”，填手机号码；验证码显示在 /demo-phone/，不发短信。",
        "",
        *_table(public),
        "",
        first,
        "",
        "工作人员：/admin/，填登录名和密码。",
        "",
        *_table(office),
    ]
    return "\n".join(lines) + "\n"


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Set rows in columns for a terminal, where a Chinese character takes two places."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (text + " " * (w - _width(text)) for text, w in zip(row, widths, strict=True))
        yield f"  {'  '.join(cells)}".rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)

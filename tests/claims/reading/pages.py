"""Lines of papers as the reader gives them, with invented people and hospitals."""

import json
from pathlib import Path

from claims.photographs.spots import Spot
from claims.reading.lines import Line


def line(text, x=0.1, y=0.1, w=None, h=0.02):
    return Line(text, Spot(x, y, w or min(0.02 * len(text), 1 - x), h))


def as_read(photo):
    """The lines that the reader gave of a photograph of the tests, kept beside it."""
    kept = Path(__file__).parents[2] / "data" / "lines" / f"{photo}.json"
    return [Line(text, Spot(*box)) for text, *box in json.loads(kept.read_text())]


def rows(*texts, top=0.1):
    """One under the other, each as wide as its text."""
    return [line(text, y=top + 0.03 * n) for n, text in enumerate(texts)]


DISCHARGE = rows(
    "鹭江市第一医院 出院记录",
    "姓名：黄丽华 性别：女 年龄：43岁",
    "住院号：0097366946 科室：普通外科",
    "入院日期：2026年05月05日",
    "出院日期：2026年05月17日",
    "实际住院天数：12天",
    "入院诊断：急性胆囊炎",
    "出院医嘱：低脂饮食，两周后到就近医院复查。",
)
INVOICE = [
    *rows(
        "示范省医疗住院收费票据（电子）",
        "票据代码：35060126 票据号码：0097366946",
        "交款人：黃丽华开票日期：2026-05-17",
        "住院日期：2026-05-05至2026-05-17",
    ),
    line("共12天", x=0.5, y=0.19),
    line("金额", x=0.3, y=0.25),
    line("床位费", y=0.28),
    line("720.00", x=0.3, y=0.28),
    line("西药费", y=0.31),
    line("3,127.36", x=0.3, y=0.31),
    line("合计", y=0.34),
    line("11,625.86", x=0.3, y=0.341),
    line("大写见背面", x=0.5, y=0.34),
]

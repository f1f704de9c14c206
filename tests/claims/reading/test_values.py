"""Each kind of value, in the writings that papers have."""

import pytest

from claims.reading import values
from claims.reading.lines import plain

DAYS = {
    "2026年05月05日": "2026-05-05",
    "2026 年 5 月 5 日": "2026-05-05",
    "2026-5-5": "2026-05-05",
    "2026/05/05 10:32": "2026-05-05",
    "2026.05.05": "2026-05-05",
    "20260505": "2026-05-05",
    "２０２６年５月５日": "2026-05-05",
    "二〇二六年五月五日": "2026-05-05",
    "二○二六年十二月三十一日": "2026-12-31",
    "二零二六年十月二十日": "2026-10-20",
    "二〇二六年十一月十日": "2026-11-10",
    "二〇二六年三月三十二日": None,
    "二〇二六年十十月五日": None,
    "二〇二六年五月三二十日": None,
    "二〇二六年五月二十十日": None,
    "于2026年5月5日入院": "2026-05-05",
    "2026年2月30日，2026年3月1日": "2026-03-01",
    "2026年": None,
    "住院号 0097366946": None,
    "350600202605051234": None,
}
ENDS = {
    "2026-05-05至2026-05-17": "2026-05-17",
    "2026年12月28日至1月3日": "2027-01-03",
    "2026年5月5日至17日": "2026-05-17",
    "2026年5月5日—5月17日": "2026-05-17",
    "2026.05.05-2026.05.17": "2026-05-17",
    "2026-05-05": None,
    "另行通知": None,
}
SUMS = {
    "11,625.86": "1162586",
    "￥11，625.86": "1162586",
    "¥720": "72000",
    "720元": "72000",
    "1234567.8": None,
    "11625.80元": "1162580",
    "0.00": "0",
    "１２．５０": "1250",
    "3": None,
    "壹万壹仟陆佰贰拾伍元捌角陆分": None,
    "99999999999.00": None,
}
COUNTS = {
    "12天": "12",
    ":12 天": "12",
    "12日": "12",
    "１２": "12",
    "012天": "12",
    "0天": None,
    "9999天": None,
    "急性": None,
}
HOSPITALS = {
    "鹭江市第一医院 出院记录": "鹭江市第一医院",
    "示范大学附属医院（东院区）": "示范大学附属医院(东院区)",
    "示范镇中心卫生院": "示范镇中心卫生院",
    "示范街道社区卫生服务中心": "示范街道社区卫生服务中心",
    "示范省医疗住院收费票据": None,
}
NAMES = {
    ":黄丽华 女": "黄丽华",
    "：阿依·买提": "阿依·买提",
    "12": None,
    "": None,
}


def first(parse, text):
    found = parse(plain(text))
    return found[0] if found else None


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (parse, text, value)
        for parse, table in [
            (values.day, DAYS),
            (values.last_day, ENDS),
            (values.fen, SUMS),
            (values.count_of_days, COUNTS),
            (values.hospital, HOSPITALS),
            (values.name, NAMES),
        ]
        for text, value in table.items()
    ],
)
def test_a_value_is_read_as_it_is_written(parse, text, value):
    assert first(parse, text) == value


@pytest.mark.parametrize(
    ("parse", "text", "stands"),
    [
        (values.day, "入院 2026年5月5日 上午", "2026年5月5日"),
        (values.fen, "合计 11,625.86 元", "11,625.86"),
        (values.count_of_days, "共 12天 整", "12天"),
        (values.name, " :黄丽华 女", "黄丽华"),
    ],
)
def test_a_value_says_where_in_the_text_it_stands(parse, text, stands):
    _, start, end = parse(text)
    assert text[start:end] == stands

"""What can be wrong with a roster, in words that say how to mend it. Codes are stable."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final, NamedTuple


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


WORDS: Final = {
    "NAME_EMPTY": "姓名为空或不是姓名，请填写与证件一致的姓名。",
    "ID_CHECKSUM": "身份证号码校验不通过，请对照证件核对每一位。",
    "ID_LENGTH": "身份证号码不足18位或超过18位，请填写18位证件号码。",
    "ID_DATE": "身份证号码中的出生日期不可能，请对照证件核对。",
    "ID_NUMERIC": "号码是数字格式，末几位可能已丢失。请把该列设为文本格式，再重新填写。",
    "DUPLICATE_IN_FILE": "名册内重复（与第{other}行），请只保留一行。",
    "ALREADY_COVERED": "此人在本单位的保障尚未到期，不必重复参保，请从名册中删去此行。",
    "COVERED_ELSEWHERE": "此人不能随本名册参保，需人工核验：请从名册中删去此行，"
    "由本人持证件到服务站办理。",
    "MANY_ELSEWHERE": "名册中需要人工核验的人员较多，不能在网上办理。"
    "请携带名册和单位证明到服务中心核对。",
    "GENDER_MISMATCH": "性别与证件不一致，请核对；性别可以不填，由证件号码推算。",
    "PHONE_FORMAT": "手机号码格式错误，请填写11位手机号码，没有可以不填。",
    "CARD_LUHN": "会员卡号校验不通过，请对照卡面核对；旧存折可以忽略此提示。",
    "CARD_FORMAT": "会员卡号应为12至30位数字，请对照卡面核对，没有可以不填。",
    "RETIREMENT_AGE": "已达法定退休年龄，请核实是否延迟退休，并在备注中注明。",
    "VALUE_UNKNOWN": "不能识别“{value}”，请填写：{choices}。",
    "FEE_UNKNOWN": "本期没有每人{value}元的缴费标准，请填写：{choices}（元）。",
    "FEE_GROUND": "低于普通标准缴费，请在人员类别填写困难、劳模，不缴费的也可以是新就业形态，"
    "或在备注写明依据，证明材料备查。",
    "ID_KIND": "此类证件没有18位号码，请从名册中删去此行，由本人到服务站办理。",
    "HEADER_CHANGED": "模板列名被改动，请重新下载模板，不要增删或移动列。"
    "第{nth}列应为“{heading}”。",
    "HEADER_BELOW": "表头应在第1行，现在在第{line}行。请删去表头上方的标题或说明。",
    "HEADER_AGAIN": "此行是重复的表头，请删去。",
    "ROW_HIDDEN": "此行在表格中被隐藏，同样会参保，请核对。",
    "CELL_OUTSIDE": "表格右侧有多余内容（单元格 {cell}），请删去该列。",
    "FORMULA": "单元格 {cell} 含公式，或以 = + - @ 开头。请改为直接填写的文字。",
    "MERGED_CELLS": "表格含合并单元格（{cell}），请取消合并，每人一行填写。",
    "TOO_MANY_ROWS": "一份名册最多{most}行。请删去表格下方的多余内容，或分成几份上传。",
    "PERIOD_OVER": "本期保障到{last}为止，已没有可以保障的日子，请参加下一期。",
    "FILE_UNREADABLE": "文件无法读取。请下载模板，填写后另存为 .xlsx 再上传。",
}

UNREADABLE: Final = {
    "empty": "文件是空的，或没有一行职工。请填写后保存再上传。",
    "locked": "文件设有密码。请在 Excel 中去掉打开密码，另存为 .xlsx 后上传。",
    "xls": "这是旧版 .xls 文件。请在 Excel 中另存为“Excel 工作簿（.xlsx）”后上传。",
    "xlsm": "文件含宏（.xlsm）。请另存为不含宏的“Excel 工作簿（.xlsx）”后上传。",
    "xlsb": "这是二进制工作簿（.xlsb）。请另存为“Excel 工作簿（.xlsx）”后上传。",
    "other": "这不是 Excel 名册。请下载模板，填写后另存为 .xlsx 再上传。",
    "large": "文件解压后过大。请把名册复制到新下载的模板中再上传。",
    "sheets": "文件里有多张工作表有内容，也可能是隐藏的。请只保留名册这一张。",
    "quotes": "文件里的引号不成对，后面的行读不出来。请检查引号，或另存为 .xlsx 再上传。",
    "spoilt": "文件已损坏或含有不允许的内容。请把名册复制到新下载的模板中再上传。",
}
"""The sentences of FILE_UNREADABLE."""


class Problem(NamedTuple):
    """One thing to mend. `row` is the number that the sheet shows; 0 is the file as a whole."""

    row: int
    column: str
    code: str
    message: str
    severity: Severity = Severity.ERROR


class RosterUnreadable(Exception):
    """A file that no row can be read from; `problem` says so, `why` is a key of UNREADABLE.

    `besides` is what was found before it came to that.
    """

    def __init__(self, problem: Problem, why: str = "", *, besides: Sequence[Problem] = ()) -> None:
        super().__init__(problem.code)
        self.problem = problem
        self.why = why
        self.besides = besides


def error(row: int, column: str, code: str, **fill: object) -> Problem:
    """Something that keeps the row, or the file, from being enrolled."""
    return Problem(row, column, CONTRACT.get(code, code), WORDS[code].format(**fill))


def warning(row: int, column: str, code: str) -> Problem:
    """Something to look at that keeps nobody out."""
    return Problem(row, column, CONTRACT.get(code, code), WORDS[code], Severity.WARNING)


def unreadable(why: str) -> RosterUnreadable:
    """The file as a whole; `why` is a key of UNREADABLE."""
    return RosterUnreadable(Problem(0, "", "FILE_UNREADABLE", UNREADABLE[why]), why)


CONTRACT: Final = {
    "CARD_FORMAT": "CARD_LUHN",
    "COVERED_ELSEWHERE": "ALREADY_COVERED",
    "MANY_ELSEWHERE": "ALREADY_COVERED",
    "FEE_UNKNOWN": "VALUE_UNKNOWN",
    "FEE_GROUND": "VALUE_UNKNOWN",
    "ID_KIND": "VALUE_UNKNOWN",
    "CELL_OUTSIDE": "HEADER_CHANGED",
    "HEADER_BELOW": "HEADER_CHANGED",
    "HEADER_AGAIN": "HEADER_CHANGED",
}
"""Sentences of their own that are told under a code which others already know."""


def rows_in_error(problems: Iterable[Problem]) -> frozenset[int]:
    """Give the numbers of the rows that cannot be enrolled as they stand."""
    return frozenset(p.row for p in problems if p.severity is Severity.ERROR)

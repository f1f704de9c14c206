"""What is wrong with a rule sheet, in words for the office.

The rules' reader speaks to whoever writes a sheet in an editor, in English and by the sheet's own
keys; here each of its sentences has its Chinese. One that has none is shown as it is.
"""

import re
from dataclasses import dataclass
from typing import Final

from claims.benefits import Problem, SheetInvalid

SENTENCES: Final[tuple[tuple[str, str], ...]] = (
    (r"Is missing\.", "缺少这一项。"),
    (r"Is missing: only the last band has no end\.", "缺少这一项：只有最后一段可以没有上限。"),
    (r"No rule reads this key\.", "没有规则使用这个键，请核对拼写。"),
    (r"Is not TOML: .*\(at line (\d+), column (\d+)\)", r"不是 TOML 格式：第\1行第\2列有误。"),
    (r"Is not TOML: .*\(at end of document\)", "不是 TOML 格式：文件末尾不完整。"),
    (r"Is not TOML: .*", "不是 TOML 格式。"),
    (r"Must be small letters, digits and hyphens, .*", "只能是小写字母、数字和连字符，最多40个。"),
    (r"Must be one line of .*", "须为一行，最多100个字，不能有看不见的字符。"),
    (r"What unit and person pay .*", "单位和个人承担之和须等于该类别的缴费金额。"),
    (r"Must be more than that of the band before\.", "须大于前一段的上限。"),
    (r"Must not fall where bands are whole_amount\.", "全额分档时，比例不能低于前一段。"),
    (r"The last band has no end\.", "最后一段不能有上限。"),
    (r"Must be (\w+): no other formula is known .*", r"须为 \1：这个项目没有其他计算方式。"),
    (r"Must be a text that is not empty\.", "须为不空的文字。"),
    (r"Must be yuan in a string.*", '须为带引号的金额（元），例如 "80.00"。'),
    (r"An amount is yuan like.*", '须为带引号的金额（元），例如 "80.00"，最多两位小数。'),
    (r"An amount is at most 100,000,000 yuan\.", "金额不能超过1亿元。"),
    (r"Must be more than nothing\.", "须大于零。"),
    (r"(Must be percent in a string|A share is percent).*", '须为带引号的百分数，例如 "30"。'),
    (r"Must be one of: (.*)\.", r"须为以下之一：\1。"),
    (r"Must be a whole number from (\d+) to (\d+)\.", r"须为\1至\2的整数。"),
    (r"Must be a list of some of: (.*)\.", r"须为一个列表，从以下选取：\1。"),
    (r"Must be a table\.", "须为一节（表）。"),
    (r"Must be a list of tables, at least one\.", "须为表的列表，至少一项。"),
)


@dataclass(frozen=True, slots=True)
class Fault:
    key: str
    """Dotted, as the sheet writes it; empty for the sheet as a whole."""
    words: str


def told(error: SheetInvalid) -> list[Fault]:
    """Tell every problem of a sheet, in the order in which they were found."""
    return [Fault(problem.key, sentence(problem)) for problem in error.problems]


def sentence(problem: Problem) -> str:
    """Say what is wrong and how to mend it."""
    for pattern, words in SENTENCES:
        found = re.fullmatch(pattern, problem.sentence, re.DOTALL)
        if found:
            return found.expand(words)
    return problem.sentence

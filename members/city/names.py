"""Names as they are spread in life: few surnames for very many people, given names by fashion."""

from itertools import accumulate
from random import Random
from typing import Final

SURNAMES: Final = (
    "陈11林9黄6张5李5王5吴4刘3蔡3杨3许3郑3谢2郭2洪2曾2叶2苏2周2庄2徐1何1赵1朱1江1邱1罗1"
    "高1余1潘1方1魏1廖1詹1柯1卢1沈1颜1施1傅1钟1姚1游1戴1纪1邓1孙1胡1马1梁1宋1唐1韩1冯1于1董1"
    "萧1程1曹1袁1彭1吕1丁1汪1田1任1姜1范1石1金1白1邹1熊1孟1秦1江1欧阳1上官1"
)
"""With how many in a hundred or so, after a coastal city of the south; default, not sourced."""

MEN: Final = "伟强军勇杰涛明超斌辉鹏刚平峰磊波龙建国志文华海俊德荣金水福庆成东林生良永宏毅健锋"
WOMEN: Final = "芳娜敏静丽艳娟霞燕玲婷雪梅萍红英秀美华玉珍惠云兰凤洁琳月素雅琼莉菊珠琴彩莲倩琪欣怡"
NEUTRAL: Final = "晓文思子嘉佳宇晨家志海春新雨泽诗梓一安宁"


def _weighted(text: str) -> tuple[list[str], list[int]]:
    """Take 陈11林9欧阳1 apart into words and running sums."""
    words, weights, word, number = [], [], "", ""
    for character in f"{text}陈":
        if character.isdigit():
            number += character
        elif number:
            words.append(word)
            weights.append(int(number))
            word, number = character, ""
        else:
            word += character
    return words, list(accumulate(weights))


_SURNAMES, _SUMS = _weighted(SURNAMES)


def draw(random: Random, *, man: bool) -> str:
    """Give a name: one in six has one character after the surname, the others two."""
    (surname,) = random.choices(_SURNAMES, cum_weights=_SUMS)
    own = MEN if man else WOMEN
    # The square makes the first of each row common and the last rare, as fashion does.
    last = own[int(random.random() ** 2 * len(own))]
    if random.random() < 1 / 6:
        return surname + last
    middle = NEUTRAL + own
    return surname + middle[int(random.random() ** 2 * len(middle))] + last

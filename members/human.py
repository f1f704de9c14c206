"""A question that a person answers and a script has to be made for: a small sum, in words.

Drawn here and signed, good for one try. No picture, no sound and no clock to beat: it is read out
by a screen reader and answered on any keyboard, with no JavaScript.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone

from members.errors import WrongAnswer
from members.identity import canonical
from members.models import SpentQuestion

LIVES: Final = timedelta(hours=1)
"""Long enough for whoever is slow: it is there against the thousandth text, not the fourth."""
MOST: Final = 9
NUMERALS: Final = "零一二三四五六七八九十"
SALT: Final = "members.human"


@dataclass(frozen=True, slots=True)
class Question:
    """What `first` and `second` are together, or, with `less`, what is left of the first."""

    nonce: str
    first: int
    second: int
    less: bool

    @property
    def text(self) -> str:
        sign = "减" if self.less else "加"
        return f"{NUMERALS[self.first]}{sign}{NUMERALS[self.second]}等于几？"

    @property
    def answer(self) -> int:
        return self.first - self.second if self.less else self.first + self.second

    @property
    def token(self) -> str:
        """What the form carries, so that the question can be asked again as it was."""
        return signing.dumps([self.nonce, self.first, self.second, self.less], salt=SALT)


def draw() -> Question:
    less = secrets.choice([True, False])
    first = secrets.randbelow(MOST) + 1
    second = secrets.randbelow(first if less else MOST) + 1
    return Question(secrets.token_hex(16), first, second, less)


def read(token: str) -> Question | None:
    """Give the question of a token; None for one that we did not sign, or that is too old."""
    try:
        return Question(*signing.loads(token, salt=SALT, max_age=LIVES))
    except signing.BadSignature:
        return None


def check(question: Question, answer: str) -> None:
    """Take an answer, once a question. WrongAnswer, also for the second answer to one."""
    if not _spend(question) or canonical(answer) not in {
        str(question.answer),
        numeral(question.answer),
    }:
        raise WrongAnswer


def forget() -> None:
    """Remove what was answered so long ago that its question is too old anyhow."""
    SpentQuestion.objects.filter(at__lt=timezone.now() - 2 * LIVES).delete()


def numeral(number: int) -> str:
    """Word a number below twenty: 七, 十, 十三."""
    return NUMERALS[number] if number <= 10 else f"十{NUMERALS[number - 10]}"  # noqa: PLR2004


def _spend(question: Question) -> bool:
    try:
        with transaction.atomic():
            SpentQuestion.objects.create(nonce=question.nonce)
    except IntegrityError:
        return False
    return True

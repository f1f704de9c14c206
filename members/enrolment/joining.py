"""How many of a unit's staff have joined, beside what the notices ask for in principle. Pure.

Source: notices of periods 10 and 16: at least 80 % of a unit with fewer than 1,000 staff, 50 % of a
larger one, "in principle": it is told, and keeps nobody out.
"""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Final

LARGE: Final = 1000
"""Staff from which on the lower bar holds."""
BAR: Final = 80
BAR_OF_LARGE: Final = 50


@dataclass(frozen=True, slots=True)
class Joining:
    covered: int
    staff: int
    """In service; 0 where nobody has said."""

    @property
    def bar(self) -> int:
        """Per cent."""
        return BAR_OF_LARGE if self.staff >= LARGE else BAR

    @property
    def rate(self) -> Decimal:
        """Per cent, to one place and never rounded up: 79.98 is not yet 80. 0 of no staff."""
        if not self.staff:
            return Decimal(0)
        exact = Decimal(100 * self.covered) / self.staff
        return exact.quantize(Decimal("0.1"), rounding=ROUND_DOWN)

    @property
    def missing(self) -> int:
        """How many more would reach the bar."""
        return max(-(-self.staff * self.bar // 100) - self.covered, 0)

    @property
    def more_than_staff(self) -> bool:
        """Whether the number of staff can no longer be right."""
        return self.covered > self.staff > 0

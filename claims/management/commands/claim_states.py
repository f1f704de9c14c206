"""Print docs/reference/claim-states.md from the table of moves: the picture cannot lie."""

from typing import Any

from django.core.management.base import BaseCommand

from claims.states import FINAL, JUDGING, MEMBERS_TURN, MOVES, Status

HEAD = """# The states of a claim

Generated from `claims/states.py` by `make docs`; `make check` fails when it is out of date.

```mermaid
stateDiagram-v2
    [*] --> draft"""


class Command(BaseCommand):
    help = "Print the states and moves of a claim as Markdown."

    def handle(self, *args: Any, **options: Any) -> None:
        out = self.stdout.write
        out(HEAD)
        for action, move in MOVES.items():
            for source in sorted(move.sources, key=list(Status).index):
                out(f"    {source} --> {move.target}: {action}")
        for status in sorted(FINAL, key=list(Status).index):
            out(f"    {status} --> [*]")
        out("```\n\n## Statuses\n\n| code | 状态 | whose turn |\n|---|---|---|")
        for status in Status:
            out(f"| `{status}` | {status.label} | {_turn(status)} |")
        out("\n## Moves\n\n| action | 操作 | from | to | by | not by whoever did |")
        out("|---|---|---|---|---|---|")
        for action, move in MOVES.items():
            sources = ", ".join(f"`{s}`" for s in sorted(move.sources, key=list(Status).index))
            others = ", ".join(f"`{a}`" for a in sorted(move.other_than))
            if move.judges:
                others = f"{others}; anew" if others else "anew"
            by = f"{move.by.label} (`{move.by}`)" if move.by else "time"
            cells = [f"`{action}`", action.label, sources, f"`{move.target}`", by, others]
            out(f"| {' | '.join(cells)} |")
        out(
            "\n*anew*: after an objection, not by anybody who judged the claim before it ("
            + ", ".join(f"`{a}`" for a in sorted(JUDGING))
            + ").\n\nWho filed a claim, or is its member, never moves it for the office. While"
            " asked for corrections it is in `correction`, where nobody can pass it. What happens"
            " to the money after `approved` is the life of a payout, not of the claim."
        )


def _turn(status: Status) -> str:
    if status in FINAL:
        return "nobody's: ended"
    return "the member's" if status in MEMBERS_TURN else "the office's"

"""`python -m tests.faults [F01 …] [--seed N] [--long] [--report FILE]`: one line a scenario.

Exit status 1 when an invariant broke, an expectation did not come true, or a control stayed green.
"""

import argparse
import os
import sys
from pathlib import Path

SEED = 20261122


def main() -> int:
    wanted = _arguments()
    var = Path(__file__).resolve().parents[2] / "var" / "faults"
    var.mkdir(parents=True, exist_ok=True)
    os.environ["VAR_DIR"] = str(var)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.faults.settings"
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)  # engines of its own: these are crashed and flushed
    from config.engines.sharing import engines  # noqa: PLC0415 - reads VAR_DIR

    with engines() as variables:
        os.environ.update(variables)
        import django  # noqa: PLC0415 - reads where the database is

        django.setup()
        from tests.faults.run import run  # noqa: PLC0415

        for name in variables:
            os.environ.pop(name)  # so that a crashed engine is started again, as ours
        return run(wanted)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make faults")
    parser.add_argument("codes", nargs="*", metavar="F01")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--long", action="store_true", help="F20 for half an hour, and the walk")
    parser.add_argument("--minutes", type=float, default=30.0, help="of the long F20")
    parser.add_argument("--report", type=Path, help="write the page of docs/ here")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

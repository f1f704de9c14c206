"""`python -m config.engines [--test] CMD …` runs a command with the private engines up.

CMD finds DATABASE_URL and REDIS_URL in its environment; its exit status is ours, stdout is its own.
`--test` takes data of their own, quick and forgetful, that no demo ever meets.
"""

import signal
import sys

from config import children
from config.engines.sharing import engines

FROM_KERNEL = 0x80
"""`si_code` of a signal typed at the terminal, which has gone to the command as well."""


def run(command: list[str], variables: dict[str, str]) -> int:
    """Run a command, pass on the signals that only we got; give its status as a shell would."""
    children.await_signals()
    process = children.start(command, variables)
    while process.poll() is None:
        got = signal.sigwaitinfo(children.AWAITED)
        if got.si_signo != signal.SIGCHLD and got.si_code != FROM_KERNEL:
            process.send_signal(got.si_signo)
    return process.returncode if process.returncode >= 0 else 128 - process.returncode


def main(arguments: list[str]) -> int:
    profile = "test" if arguments[:1] == ["--test"] else "run"
    command = arguments[1:] if profile == "test" else arguments
    if not command:
        raise SystemExit("Say which command to run: python -m config.engines [--test] CMD …")
    children.leave_on_signal()
    with engines(profile) as variables:
        return run(command, variables)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

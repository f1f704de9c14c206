"""Named places at which the fault rig ends the process, as a power cut would.

Nothing in the application or its settings can arm one: only the rig does, in processes of its own.
"""

import os
import signal

armed = ""
"""The name of the one place where this process is to end; none in production."""


def crash_point(name: str) -> None:
    """Mark a place between two writes that have to survive a power cut together."""
    if name == armed:
        os.kill(os.getpid(), signal.SIGKILL)

"""The peak memory of a process, for tests that hold a limit to it."""

from __future__ import annotations

import sys
from pathlib import Path

if sys.platform == "linux":

    def peak_kib() -> int:
        """The most memory in KiB that this process held since its program began (VmHWM of proc(5)).

        Not ru_maxrss of getrusage(2): Linux hands that on through exec, so a child would begin with the peak of the
        test run that started it, and growth below that would go unseen.
        """
        with Path("/proc/self/status").open() as status:
            return int(next(line for line in status if line.startswith("VmHWM:")).split()[1])

else:
    import resource

    def peak_kib() -> int:
        """The most memory in KiB that this process held (getrusage(2), ru_maxrss)."""
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most // 1024 if sys.platform == "darwin" else most

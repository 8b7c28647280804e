"""Finding programs that can't run in a fork, by running each there once.

XLA hands parts of some programs to a thread pool, which a fork does not have: such a program waits
forever. A thread of the fork notices that, names the program, and ends the process.
"""

import os
import threading
import time
from collections.abc import Callable

_LOOK_S = 0.05
# This many looks in a row without CPU time are a stall. If a machine is so busy that a process gets
# none for that long, the only cost is that a program takes some milliseconds more later.
_IDLE_LOOKS = 6
# CPU time of a look itself.
_IDLE_CPU_S = 0.0005


class StallWatch:
    """Names the program that waits forever."""

    def __init__(self) -> None:
        self._running = ""

    def observe(self, key: str) -> None:
        """Note that a program starts; an empty key: this process waits for the judge."""
        self._running = key

    def start(self, tell: Callable[[str], None]) -> None:
        """Watch from another thread; on a stall, call `tell` with its key and end the process."""
        threading.Thread(target=self._watch, args=(tell,), daemon=True).start()

    def _watch(self, tell: Callable[[str], None]) -> None:
        idle, used_s = 0, time.process_time()
        while idle < _IDLE_LOOKS:
            time.sleep(_LOOK_S)
            now_s = time.process_time()
            is_idle = self._running and now_s - used_s < _IDLE_CPU_S
            idle = idle + 1 if is_idle else 0
            used_s = now_s
        tell(self._running)
        os._exit(0)

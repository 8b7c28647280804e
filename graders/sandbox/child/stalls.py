"""Finding the programs that can't run in a fork, by running each there once.

XLA hands parts of some programs to a pool of threads, which a fork has not got: such a program
waits for ever. A thread of the fork's own sees that, names the program, and ends the process.
"""

import os
import threading
import time
from collections.abc import Callable

_LOOK_S = 0.05
# So many looks in a row without any processor time. A machine that is so busy that a process gets
# none for so long only makes a program cost some milliseconds more later.
_IDLE_LOOKS = 6
# Of a look itself.
_IDLE_CPU_S = 0.0005


class StallWatch:
    """Names the program that waits for ever."""

    def __init__(self) -> None:
        self._running = ""

    def observe(self, key: str) -> None:
        """A program begins; an empty key: this process waits for the judge."""
        self._running = key

    def start(self, tell: Callable[[str], None]) -> None:
        """Watch from another thread; `tell` is called with the program's key, then all ends."""
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

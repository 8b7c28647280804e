"""The process that does bounded work: it reads calls from stdin and writes results to stdout."""

import math
import os
import pickle
import resource
import signal
import sys
import time
from pathlib import Path
from typing import BinaryIO

from app.core.bounded_work import LENGTH


def main(cpu_limit_s: int, memory_limit_mb: int) -> None:
    """Answer calls until there are no more, or until one exceeds its limits."""
    # Keep what libraries print out of the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # A terminal sends it to the whole process group; the service ends this process itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while request := _read(sys.stdin.buffer):
        answer = _answer(request, cpu_limit_s, memory_limit_mb)
        answers.write(LENGTH.pack(len(answer)) + answer)
        answers.flush()


def _read(calls: BinaryIO) -> bytes:
    head = calls.read(LENGTH.size)
    return calls.read(*LENGTH.unpack(head)) if len(head) == LENGTH.size else b""


def _answer(request: bytes, cpu_limit_s: int, memory_limit_mb: int) -> bytes:
    # Before the limits, because it imports what the function needs.
    function, arguments, keywords = pickle.loads(request)  # noqa: S301 - the service's own
    _limit(cpu_limit_s, memory_limit_mb)
    try:
        return pickle.dumps((True, function(*arguments, **keywords)))
    except MemoryError:
        # Too little memory may be left to report it: the service sees that this process is gone.
        os._exit(1)
    except Exception as error:  # noqa: BLE001 - raised again where it was called
        return pickle.dumps((False, error))


def _limit(cpu_limit_s: int, memory_limit_mb: int) -> None:
    """Make the kernel kill this process once the call exceeds its limits."""
    # The limit counts whole seconds since the process started.
    spent_s = math.ceil(time.process_time()) + cpu_limit_s
    resource.setrlimit(resource.RLIMIT_CPU, (spent_s, resource.RLIM_INFINITY))
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + memory_limit_mb * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

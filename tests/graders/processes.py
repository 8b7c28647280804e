"""Processes of the machine as tests look at them: all may end while they are looked at."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

# Far more than anything here takes; only a failing test waits for so long.
PATIENCE_S = 20


def children(process: int) -> set[int]:
    found = set()
    # `glob`, too, fails where the process ends while it looks.
    with suppress(FileNotFoundError):
        for task in Path(f"/proc/{process}/task").glob("*/children"):
            with suppress(FileNotFoundError, ProcessLookupError):
                found |= {int(child) for child in task.read_text().split()}
    return found


def descendants(process: int) -> set[int]:
    found = children(process)
    for child in list(found):
        found |= descendants(child)
    return found


def stat_fields(process: int) -> list[str]:
    """What the kernel tells of it, from the third field, the state, on: see proc_pid_stat(5)."""
    # They come after the name in parentheses, which may hold anything.
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def at_rest(process: int) -> int | None:
    """How many descendants it has, where all of them wait for something; else None.

    One that is starved of a processor still has something to do: to fork, or to end.
    """
    found = descendants(process)
    states = set()
    for descendant in found:
        try:
            states.add(stat_fields(descendant)[0])
        except (FileNotFoundError, ProcessLookupError):
            return None
    return len(found) if states <= {"S"} else None


def page_faults(process: int) -> int:
    """How often it had to be given a page that no file had to be read for."""
    return int(stat_fields(process)[7])  # field 10


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True

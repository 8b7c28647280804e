"""What processes use, as the kernel tells it in /proc."""

import resource
import time
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from os import sysconf
from pathlib import Path
from typing import Literal

from bench.plan import BenchError

MIB = 2**20

_PAGE_BYTES = resource.getpagesize()
_TICKS_PER_S = sysconf("SC_CLK_TCK")
# Two looks apart so far, in a row, at which a tree of processes used less than that share of a
# core: the kernel counts in hundredths of a second.
_LOOK_S, _LOOKS, _QUIET_SHARE = 0.25, 2, 0.05


@dataclass(frozen=True, slots=True)
class Memory:
    """How much, and by which of the kernel's files: the second is coarser, but always readable."""

    mb: float
    source: Literal["smaps_rollup", "statm"]


def tree(root: int) -> list[int]:
    """A process and all that descend from it."""
    children: dict[int, list[int]] = defaultdict(list)
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and (fields := _stat(int(folder.name))):
            children[int(fields[1])].append(int(folder.name))
    found = [root]
    for process in found:  # grows as it goes
        found.extend(children[process])
    return found


def parent_of(process: int) -> int:
    """The id of the process that forked it."""
    fields = _stat(process)
    if not fields:
        raise BenchError(f"process {process} has ended")
    return int(fields[1])


def wait_until_quiet(root: int, timeout_s: float) -> None:
    """Wait until a process and all that descend from it have nothing left to do.

    Raises:
        BenchError: they have not come to rest in time.
    """
    deadline = time.monotonic() + timeout_s
    quiet, before = 0, cpu_s(root)
    while quiet < _LOOKS:
        if time.monotonic() > deadline:
            raise BenchError(f"process {root} did not come to rest in {timeout_s:.0f} s")
        time.sleep(_LOOK_S)
        now = cpu_s(root)
        quiet = quiet + 1 if now - before < _QUIET_SHARE * _LOOK_S else 0
        before = now


def private_memory(process: int, *, forked_from: int | None = None) -> Memory:
    """What a process does not share with any other.

    Where the kernel does not tell that of somebody else's process: how much more it has than the
    one that it was forked from, file mappings apart.
    """
    if (fields := _smaps_rollup(process)) is not None:
        return Memory((fields["Private_Clean"] + fields["Private_Dirty"]) / MIB, "smaps_rollup")
    inherited = 0 if forked_from is None else _unshared_bytes(forked_from)
    return Memory(max(0, _unshared_bytes(process) - inherited) / MIB, "statm")


def proportional_memory(processes: Iterable[int]) -> Memory:
    """What processes take together: a page that n of the machine's share counts 1/n for each.

    Where the kernel does not tell it, what is not mapped from files: too much, as it counts pages
    that forks still share once for each of them.
    """
    total_bytes = 0
    for process in processes:
        # One that has ended since it was listed takes nothing.
        with suppress(FileNotFoundError, ProcessLookupError):
            if (fields := _smaps_rollup(process)) is None:
                return Memory(sum(map(_unshared_bytes, processes)) / MIB, "statm")
            total_bytes += fields["Pss"]
    return Memory(total_bytes / MIB, "smaps_rollup")


def cpu_s(root: int) -> float:
    """CPU time of a tree, with that of its processes that ended and were waited for."""
    ticks = sum(sum(map(int, fields[11:15])) for p in tree(root) if (fields := _stat(p)))
    return ticks / _TICKS_PER_S


def run_ms(root: int) -> float:
    """CPU time of the processes of a tree that have not ended, by the scheduler's finer count."""
    total_ns = 0
    for process in tree(root):
        with suppress(FileNotFoundError, ProcessLookupError):
            total_ns += int(Path(f"/proc/{process}/schedstat").read_text().split()[0])
    return total_ns / 1e6


def _stat(process: int) -> list[str]:
    """The fields from the third on, the state; none where there is no such process."""
    try:
        text = Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return []
    # After the name in parentheses, which may hold anything.
    return text.rpartition(")")[2].split()


def _smaps_rollup(process: int) -> dict[str, int] | None:
    """Its lines in bytes; None where the kernel does not let us read it."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    except PermissionError:
        return None
    return {
        name: int(size.split()[0]) * 1024 for name, _, size in (x.partition(":") for x in lines)
    }


def _unshared_bytes(process: int) -> int:
    fields = Path(f"/proc/{process}/statm").read_text().split()
    return (int(fields[1]) - int(fields[2])) * _PAGE_BYTES

"""Measuring a process from outside: nothing here trusts what the process says."""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from graders.sandbox.confinement.confine import THREADS
from graders.sandbox.errors import SandboxFailureError

MIB = 2**20

# Memory that belongs to the process alone, as /proc/PID/status names it. Not RssFile: file
# mappings, above all jaxlib's code, belong to the page cache. No figure of resident memory includes
# page tables.
_PRIVATE = (b"\nRssAnon:", b"\nRssShmem:", b"\nVmSwap:", b"\nVmPTE:")
_STATUS_BYTES = 8192

# Idle time is added up to this before its cause is checked, which takes a look at each thread.
_IDLE_SAMPLE_S = 0.02
_OF_THE_MACHINE = (b"R", b"D")
# The most idle time that one sample decides about. A watcher that was kept from looking for longer
# does not know what happened meanwhile.
_MOST_IDLE_A_SAMPLE_S = 0.1


class Meter:
    """Time, CPU time, private memory and threads of one process, as of the last `look`.

    Times and memory count from the last `reset`.

    `wall_s` is the time charged to the process: it ran, or it slept. Time in which it was ready to
    run and had no processor, or waited for a disk, is due to the machine and does not count. So a
    busy machine fails no honest submission, and one that sleeps, is stopped or waits for itself is
    charged for all of it. `elapsed_s` is the time on the clock.

    Each look charges the CPU time used since the last one, up to the time between the two. The rest
    is idle time: charged if all threads sleep at the next sample, and not if one is ready to run. A
    process on a free processor that alternates between the two escapes at most a quarter of it:
    it is ready for a share p of the samples, and then p of the time was charged as CPU time.
    """

    def __init__(self, process: int) -> None:
        """Watch the process with that id.

        Raises:
            SandboxFailureError: it does not exist.
        """
        self._process = process
        try:
            self._status_file = os.open(f"/proc/{process}/status", os.O_RDONLY)
        except FileNotFoundError:
            raise SandboxFailureError("a process ended before it was watched") from None
        self._peak_bytes = self._base_bytes = self._start_bytes = self._private_bytes = 0
        self._total_cpu_s = self._base_cpu_s = 0.0
        self._idle_s = self._looked_s = 0.0
        self._threads, self._leader_state = 1, b""
        self.wall_s = self.elapsed_s = 0.0

    def close(self) -> None:
        """Close its descriptor."""
        os.close(self._status_file)

    @property
    def peak_mb(self) -> float:
        """The most private memory seen, including page tables, in MiB."""
        return max(0, self._peak_bytes - self._base_bytes) / MIB

    @property
    def added_mb(self) -> float:
        """The private memory that it has now, beyond that at `mark_start`, in MiB."""
        self._read_status()
        return max(0, self._private_bytes - self._start_bytes) / MIB

    @property
    def cpu_s(self) -> float:
        """CPU time over all threads."""
        return self._total_cpu_s - self._base_cpu_s

    def mark_start(self) -> None:
        """The runtime is up: `added_mb` counts from here, even after a `reset`."""
        self._read_status()
        self._start_bytes = self._private_bytes

    def reset(self) -> None:
        """Count from here."""
        self._read_status()
        self._peak_bytes = self._base_bytes = self._private_bytes
        self._total_cpu_s = self._base_cpu_s = self._cpu_clock_s()
        self.wall_s = self.elapsed_s = self._idle_s = 0.0
        self._looked_s = time.monotonic()

    def resume(self) -> None:
        """Resume charging time, which stopped at the last `look`."""
        self._idle_s = 0.0
        self._looked_s = time.monotonic()

    def watch(self) -> None:
        """Start sampling. Charge only CPU time used since `resume`, and no sleep.

        The call may have ended long before, and must not pay for what its watcher did meanwhile.
        """
        self._charge_running()
        self._idle_s = 0.0

    def look(self) -> None:
        """Update every figure."""
        self._charge_running()
        self._read_status()
        self._peak_bytes = max(self._peak_bytes, self._private_bytes)
        if self._idle_s >= _IDLE_SAMPLE_S:
            if not self._waits_for_the_machine():
                self.wall_s += min(self._idle_s, _MOST_IDLE_A_SAMPLE_S)
            self._idle_s = 0.0

    def settle_cpu(self, total_s: float) -> None:
        """Take the kernel's final figure for a process that has ended."""
        self._total_cpu_s = max(self._total_cpu_s, total_s)

    def count_threads(self) -> int:
        """How many threads it has now; 0 if it is gone."""
        self._read_status()
        return self._threads

    def has_too_many_threads(self) -> bool:
        """Whether it has more threads than a sandboxed process may."""
        return self._threads > THREADS

    def _charge_running(self) -> None:
        now_s, cpu_s = time.monotonic(), self._cpu_clock_s()
        passed_s, used_s = now_s - self._looked_s, max(0.0, cpu_s - self._total_cpu_s)
        self.wall_s += min(passed_s, used_s)
        self.elapsed_s += passed_s
        self._idle_s += max(0.0, passed_s - used_s)
        self._total_cpu_s += used_s
        self._looked_s = now_s

    def _read_status(self) -> None:
        """Read the file once for everything that a look needs: it costs some 25 microseconds."""
        try:
            status = os.pread(self._status_file, _STATUS_BYTES, 0)
        except ProcessLookupError:
            status = b""
        self._leader_state = status.partition(b"\nState:\t")[2][:1]
        self._threads = _number_after(b"\nThreads:", status)
        if self._leader_state == b"Z":
            # The main thread has ended. If others have not, only their files show the memory.
            status = next(self._read_of_threads("status", b"\nRssAnon:"), b"")
        self._private_bytes = sum(_number_after(name, status) for name in _PRIVATE) * 1024

    def _read_of_threads(self, file: str, holding: bytes) -> Iterator[bytes]:
        try:
            threads = list(Path(f"/proc/{self._process}/task").iterdir())
        except OSError:  # The process is gone, or its entry is just being taken away.
            return
        for thread in threads:
            with suppress(OSError):  # It has ended.
                if holding in (text := (thread / file).read_bytes()):
                    yield text

    def _waits_for_the_machine(self) -> bool:
        """Whether one of its threads runs, waits for a processor, or waits for a disk (D)."""
        if self._leader_state in _OF_THE_MACHINE:
            return True
        # The state follows the name in parentheses, which may contain anything.
        stats = self._read_of_threads("stat", b")")
        return any(stat.rpartition(b") ")[2][:1] in _OF_THE_MACHINE for stat in stats)

    def _cpu_clock_s(self) -> float:
        try:
            # The clock id of another process, as clock_getcpuclockid(3) makes it.
            return time.clock_gettime((~self._process << 3) | 2)
        except OSError:
            return self._total_cpu_s  # It has ended; its status brings the final figure.


def _number_after(name: bytes, status: bytes) -> int:
    """The number in the line that starts with `name`; 0 if there is none."""
    _, _, rest = status.partition(name)
    digits = rest.split(None, 1)
    return int(digits[0]) if digits else 0

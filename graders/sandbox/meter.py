"""What a process uses, read from outside it: nothing here trusts what the process says."""

import os
import resource
import time
from contextlib import suppress
from pathlib import Path

from graders.sandbox.confinement import THREADS
from graders.sandbox.errors import SandboxFailureError

MIB = 2**20

# How many times the wall clock's limit a starved process may take besides.
_MOST_WAITED = 2
_PAGE_BYTES = resource.getpagesize()


class Meter:
    """Wall time, CPU time, private memory and threads of one process, as of the last `look`.

    Times and memory count from the last `reset`.
    """

    def __init__(self, process: int) -> None:
        """Watch the process of that id.

        Raises:
            SandboxFailureError: there is none.
        """
        self._process = process
        try:
            self._statm = os.open(f"/proc/{process}/statm", os.O_RDONLY)
            self._stat = os.open(f"/proc/{process}/stat", os.O_RDONLY)
        except FileNotFoundError:
            raise SandboxFailureError("a process ended before it was watched") from None
        self._peak_bytes = self._base_bytes = self._start_bytes = 0
        self._total_cpu_s = self._base_cpu_s = self._base_waited_s = 0.0
        self._counted_wall_s = self._resumed_s = self._progress_s = 0.0
        self.wall_s = 0.0

    def close(self) -> None:
        """Close its descriptors."""
        os.close(self._statm)
        os.close(self._stat)

    @property
    def peak_mb(self) -> float:
        """The most private memory that was seen, in MiB."""
        return max(0, self._peak_bytes - self._base_bytes) / MIB

    @property
    def added_mb(self) -> float:
        """The private memory that it has now, beyond that at `mark_start`, in MiB."""
        return max(0, self._private_bytes() - self._start_bytes) / MIB

    @property
    def cpu_s(self) -> float:
        """CPU time over all threads."""
        return self._total_cpu_s - self._base_cpu_s

    def mark_start(self) -> None:
        """The runtime is up: `added_mb` counts from here, whatever is reset."""
        self._start_bytes = self._private_bytes()

    def reset(self) -> None:
        """Count from here."""
        self._peak_bytes = self._base_bytes = self._private_bytes()
        self._total_cpu_s = self._base_cpu_s = self._cpu_clock_s()
        self._base_waited_s = self._waited_s()
        self.wall_s = self._progress_s = 0.0

    def resume(self) -> None:
        """Let the wall clock run on, from now; it stands still after the last `look` until then."""
        self._counted_wall_s = self.wall_s
        self._resumed_s = time.monotonic()

    def watch(self) -> None:
        """Looks begin only now: of the time since `resume`, what it used a processor for counts.

        It may have been done long before, and must not pay for what its watcher did meanwhile.
        """
        now_s = time.monotonic()
        used_s = self._cpu_clock_s() - self._total_cpu_s
        self._counted_wall_s += min(now_s - self._resumed_s, used_s)
        self._resumed_s = now_s

    def look(self) -> None:
        """Take every figure anew."""
        self.wall_s = self._counted_wall_s + time.monotonic() - self._resumed_s
        self._peak_bytes = max(self._peak_bytes, self._private_bytes())
        cpu_s = self._cpu_clock_s()
        if cpu_s > self._total_cpu_s:
            self._total_cpu_s = cpu_s
            self._progress_s = self.wall_s

    def settle_cpu(self, total_s: float) -> None:
        """Take the kernel's final figure of a process that has ended."""
        self._total_cpu_s = max(self._total_cpu_s, total_s)

    def exceeds_wall(self, limit_s: float) -> bool:
        """Whether it took longer than that, and not because its threads waited for a processor.

        A busy machine must not fail an honest submission.
        """
        if self.wall_s <= limit_s:
            return False
        waited_s = min(self._waited_s() - self._base_waited_s, _MOST_WAITED * limit_s)
        return self.wall_s > limit_s + waited_s

    def has_waited(self, for_s: float) -> bool:
        """Whether it has used no CPU time for so long, and not because it has no processor."""
        return self.wall_s - self._progress_s > for_s and self._stat_fields()[:1] != [b"R"]

    def has_too_many_threads(self) -> bool:
        """Whether it has more threads than a sandboxed process may."""
        # Threads are field 20.
        fields = self._stat_fields()
        return bool(fields) and int(fields[17]) > THREADS

    def _stat_fields(self) -> list[bytes]:
        """From field 3, the state, on; none once the process is gone."""
        # They come after the name in parentheses, which may hold anything.
        return self._pread(self._stat).rpartition(b")")[2].split()

    def _private_bytes(self) -> int:
        fields = self._pread(self._statm).split()
        # Resident less shared: file mappings, above all jaxlib's code, are not the submission's.
        return (int(fields[1]) - int(fields[2])) * _PAGE_BYTES if fields else 0

    def _cpu_clock_s(self) -> float:
        try:
            # The clock id of another process, as clock_getcpuclockid(3) makes it.
            return time.clock_gettime((~self._process << 3) | 2)
        except OSError:
            return self._total_cpu_s  # It has ended; its status brings the final figure.

    def _waited_s(self) -> float:
        waited_ns = 0
        for thread in Path(f"/proc/{self._process}/task").glob("*/schedstat"):
            # Nanoseconds on a processor, nanoseconds waiting for one, number of times.
            with suppress(OSError):
                waited_ns += int(thread.read_text().split()[1])
        return waited_ns / 1e9

    @staticmethod
    def _pread(descriptor: int) -> bytes:
        """What a file below /proc/PID says; nothing once the process is gone."""
        try:
            return os.pread(descriptor, 1024, 0)
        except ProcessLookupError:
            return b""

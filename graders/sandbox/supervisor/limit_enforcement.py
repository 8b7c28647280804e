"""Enforcing a run's limits on memory, time and threads, by what its meter shows."""

from graders.core.limits import Limits
from graders.sandbox.errors import SandboxFailureError
from graders.sandbox.outcomes import Limit, LimitExceededError
from graders.sandbox.supervisor.meter import Meter

# A process may spend most of its time waiting for a processor, which is not charged. One that takes
# this many times its limit on the clock, plus a minute, is given up, and tried again.
_CLOCK_TIMES, _CLOCK_EXTRA_S = 10, 60
# An allocation fails, or XLA aborts, somewhat below the limit that causes it.
_NEAR_LIMIT = 0.8


def enforce(meter: Meter, limits: Limits, *, watch_threads: bool) -> None:
    """Check a process's latest figures.

    Raises:
        LimitExceededError: it has exceeded a limit, and has to be killed.
        SandboxFailureError: it hardly ever had a processor. It has to be killed, too.
    """
    if meter.peak_mb > limits.memory_mb:
        raise LimitExceededError(Limit.MEMORY)
    if meter.cpu_s > limits.cpu_s:
        raise LimitExceededError(Limit.CPU)
    if meter.wall_s > limits.wall_s:
        raise LimitExceededError(Limit.WALL)
    if watch_threads and meter.has_too_many_threads():
        raise LimitExceededError(Limit.THREADS)
    if meter.elapsed_s > _CLOCK_TIMES * limits.wall_s + _CLOCK_EXTRA_S:
        raise SandboxFailureError(
            f"a sandboxed process had a processor for {meter.cpu_s:.1f} s "
            f"of {meter.elapsed_s:.0f} s: is the machine overloaded?"
        )


def is_memory_nearly_exhausted(meter: Meter, limits: Limits) -> bool:
    """Whether the peak came near the memory limit: what failed then failed for lack of memory."""
    return meter.peak_mb > _NEAR_LIMIT * limits.memory_mb

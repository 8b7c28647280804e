"""A sandboxed child as the judge watches it: exchanging frames with it, within its limits."""

import os
import select
import signal
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, NoReturn, Self

from graders.core.limits import Limits
from graders.sandbox import frames
from graders.sandbox.child.forking import ENDED
from graders.sandbox.errors import SandboxFailureError
from graders.sandbox.outcomes import ForgedFrameError, Limit, LimitExceededError, ProcessEndedError
from graders.sandbox.supervisor.forks import Child
from graders.sandbox.supervisor.limit_enforcement import enforce, is_memory_nearly_exhausted
from graders.sandbox.supervisor.meter import MIB, Meter
from graders.sandbox.supervisor.printed_output import PrintedOutput

# A look costs some microseconds; memory can grow by about 5 MiB between two.
_LOOK_INTERVAL_MS = 5
# The runtime's own start, which no learner pays for.
_START_TIMEOUT_S = 60
_LOWEST_PRIORITY = 19
# Of what a child may leave unread when it is sent something: an answer to a question of its own.
_MOST_UNREAD_BYTES = 16 * MIB


class WatchedChild:
    """A child that exchanges frames, and is killed if it breaks a limit or the protocol.

    Every method that waits for it may raise `LimitExceededError`, `ForgedFrameError` or
    `ProcessEndedError`, after which the child is dead, and `SandboxFailureError` if the sandbox
    itself failed.
    """

    def __init__(
        self,
        child: Child,
        limits: Limits,
        *,
        watch_threads: bool,
        resources: ExitStack | None = None,
        when_closed: Callable[[], None] | None = None,
    ) -> None:
        """Take over `child`.

        Args:
            child: just forked.
            limits: what it may use once it has started.
            watch_threads: whether to count its threads; needed if no kernel limit does.
            resources: released once the child is gone.
            when_closed: called when the run is over.
        """
        self._child = child
        self._limits = limits
        self._watch_threads = watch_threads
        self._resources = resources
        self._when_closed = when_closed
        self._reader = frames.FrameReader(child.result, limits.returned_mb * MIB)
        self._result_is_closed = False
        self._printed = PrintedOutput(child.stdout, child.stderr, limits.printed_kb * 1024)
        self._pending = memoryview(b"")
        self._started = False
        try:
            self._meter = Meter(child.process)
        except SandboxFailureError:
            child.kill()
            child.close()
            if resources is not None:
                resources.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Kill the child; if it holds resources, wait until it is gone."""
        self._child.kill()
        if self._resources is not None:
            gone = select.poll()
            # The status comes, or the parent's end closes the pipe: the process is over.
            gone.register(self._child.status, select.POLLIN)
            gone.poll(_START_TIMEOUT_S * 1000)
            self._resources.close()
        self._child.close()
        self._meter.close()
        if self._when_closed is not None:
            self._when_closed()

    def kill(self) -> None:
        """End the child; may be called from a thread other than the one that uses it."""
        self._child.kill()

    def yield_processor(self) -> None:
        """Run it only when nothing else wants to run, as far as the kernel allows it."""
        with suppress(FileNotFoundError, ProcessLookupError):  # It is gone.
            for thread in Path(f"/proc/{self.process}/task").iterdir():
                # A judge that is root with no capabilities may not do that to other users'
                # processes.
                with suppress(ProcessLookupError, PermissionError):
                    os.setpriority(os.PRIO_PROCESS, int(thread.name), _LOWEST_PRIORITY)

    @property
    def process(self) -> int:
        """The child's process id."""
        return self._child.process

    @property
    def pidfd(self) -> int:
        """The child's pidfd; this object keeps it."""
        return self._child.pidfd

    @property
    def threads(self) -> int:
        """How many threads the child has now; 0 if it is gone."""
        return self._meter.count_threads()

    def has_ended_by_itself(self) -> bool:
        """Whether it is gone, and neither killed nor ended with the sandbox's parent.

        Only for a child that is no longer read from.
        """
        gone, told = select.poll(), select.poll()
        gone.register(self._child.pidfd, select.POLLIN)
        told.register(self._child.status, select.POLLIN)
        if not gone.poll(0) or not told.poll(_START_TIMEOUT_S * 1000):
            return False
        report = os.read(self._child.status, ENDED.size)
        if len(report) < ENDED.size:
            return False
        wait_status, _ = ENDED.unpack(report)
        return not (os.WIFSIGNALED(wait_status) and os.WTERMSIG(wait_status) == signal.SIGKILL)

    @property
    def memory_mb(self) -> float:
        """Peak of the private memory that the submission added, in MiB, as sampled."""
        return self._meter.peak_mb

    @property
    def memory_nearly_exhausted(self) -> bool:
        """Whether the peak came near the memory limit."""
        return is_memory_nearly_exhausted(self._meter, self._limits)

    @property
    def added_mb(self) -> float:
        """The private memory that it has now, beyond what it had when it started, in MiB."""
        return self._meter.added_mb

    @property
    def time_ms(self) -> float:
        """Time for which the submission ran or slept so far; see `Meter.wall_s`."""
        return self._meter.wall_s * 1e3

    @property
    def cpu_ms(self) -> float:
        """CPU time that the submission used so far, over all threads."""
        return self._meter.cpu_s * 1e3

    def started(self) -> Self:
        """Wait until the runtime is up; start-up is not charged.

        Raises:
            SandboxFailureError: it does not start. The child is gone then.
        """
        try:
            header, _ = self._exchange(b"")
            if header != {"ready": True}:
                raise self._forged()
        except (LimitExceededError, ProcessEndedError, ForgedFrameError) as error:
            _, said = self._printed.take()
            self.close()
            why = said.strip() or repr(error)
            raise SandboxFailureError(f"a process did not start: {why}") from None
        except BaseException:
            self.close()
            raise
        self._started = True
        self._meter.mark_start()
        self.charge_from_now(self._limits)
        return self

    def charge_from_now(self, limits: Limits) -> None:
        """Count time, memory and output from here: all before was the judge's own work."""
        self._limits = limits
        self._printed.allow(limits.printed_kb * 1024)
        self._meter.reset()

    def printed_before_the_end(self) -> tuple[str, str]:
        """What the submission printed since the last answer: for a call that never answered."""
        with suppress(LimitExceededError):
            return self._take_printed()
        return self._printed.take()

    def _exchange(self, message: bytes) -> tuple[Any, bytes]:
        self._send(message)
        return self._receive()

    def _send(self, message: bytes) -> None:
        """Start to send a message, and to count; `_receive` sends what the pipe does not take."""
        self._meter.resume()
        self._write(message)

    def _receive(self) -> tuple[Any, bytes]:
        """Send the rest while reading, until a frame comes or the run is over."""
        self._meter.watch()
        return self._next_frame()

    def _next_frame(self) -> tuple[Any, bytes]:
        """Continue to watch it until a frame comes or the run is over."""
        poll = select.poll()
        for descriptor in (self._child.status, *self._printed.pipes):
            poll.register(descriptor, select.POLLIN)
        if not self._result_is_closed:
            poll.register(self._child.result, select.POLLIN)
        if self._pending:
            poll.register(self._child.job, select.POLLOUT)
        while True:
            ready = [descriptor for descriptor, _ in poll.poll(_LOOK_INTERVAL_MS)]
            self._meter.look()
            if self._child.job in ready:
                self._pending = self._write_some(self._pending)
                if not self._pending:
                    poll.unregister(self._child.job)
            for pipe in self._printed.pipes:
                if pipe in ready and self._drain(pipe):
                    poll.unregister(pipe)
            if self._child.result in ready and (frame := self._read_frame(poll)) is not None:
                # An answer that exceeded a limit does not count.
                self._enforce()
                return frame
            if self._child.status in ready:
                # One last look: the answer may have come between the two.
                if (frame := self._read_frame(poll)) is not None:
                    return frame
                self._raise_ended()
            self._enforce()

    def _take_printed(self) -> tuple[str, str]:
        for pipe in self._printed.pipes:
            self._drain(pipe)
        return self._printed.take()

    def _write(self, message: bytes) -> None:
        """Write what the pipe takes, after what it has not taken yet."""
        if len(self._pending) > _MOST_UNREAD_BYTES:
            raise self._forged()
        waiting = memoryview(bytes(self._pending) + message if self._pending else message)
        self._pending = self._write_some(waiting)

    def _write_some(self, pending: memoryview) -> memoryview:
        try:
            return pending[os.write(self._child.job, pending) :]
        except BrokenPipeError:
            return pending[len(pending) :]
        except BlockingIOError:
            return pending

    def _read_frame(self, poll: "select.poll") -> tuple[Any, bytes] | None:
        if self._result_is_closed:
            return None
        try:
            return self._reader.read()
        except EOFError:
            self._result_is_closed = True
            poll.unregister(self._child.result)
            return None
        except frames.OversizedFrameError:
            raise self._exceeded(Limit.RETURNED) from None
        except frames.MalformedFrameError:
            raise self._forged() from None

    def _drain(self, pipe: int) -> bool:
        """Read what was printed; True once nothing more can come."""
        try:
            return self._printed.drain(pipe)
        except LimitExceededError:
            self._child.kill()
            raise

    def _enforce(self) -> None:
        try:
            if self._started:
                enforce(self._meter, self._limits, watch_threads=self._watch_threads)
            elif self._meter.elapsed_s > _START_TIMEOUT_S:
                raise LimitExceededError(Limit.WALL)
        except (LimitExceededError, SandboxFailureError):
            self._child.kill()
            raise

    def _forged(self) -> ForgedFrameError:
        self._child.kill()
        return ForgedFrameError()

    def _exceeded(self, limit: Limit) -> LimitExceededError:
        self._child.kill()
        return LimitExceededError(limit)

    def _raise_ended(self) -> NoReturn:
        report = os.read(self._child.status, ENDED.size)
        if len(report) < ENDED.size:
            raise SandboxFailureError("the sandbox's parent ended under a run")
        wait_status, cpu_s = ENDED.unpack(report)
        self._meter.settle_cpu(cpu_s)
        if not os.WIFSIGNALED(wait_status):
            raise ProcessEndedError(None, os.waitstatus_to_exitcode(wait_status))
        number = os.WTERMSIG(wait_status)
        if number == signal.SIGKILL and self._meter.cpu_s < self._limits.cpu_s:
            raise SandboxFailureError(
                "a sandboxed process was killed from outside: is the machine out of memory?"
            )
        raise ProcessEndedError(number, None)

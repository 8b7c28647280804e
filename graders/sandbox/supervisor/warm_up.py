"""Preparing, before a submission comes, the compiled programs that it will need.

This is the judge's side; `graders.sandbox.child.template` runs the warm-up and is forked.
"""

import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from graders.core.harness import Harness
from graders.core.limits import Limits, Probe
from graders.core.values import Array, Value
from graders.sandbox.errors import SandboxFailureError
from graders.sandbox.outcomes import ForgedFrameError, LimitExceededError, ProcessEndedError, Raised
from graders.sandbox.supervisor.forks import ForkServer
from graders.sandbox.supervisor.run import Run, child_limits
from graders.sandbox.supervisor.template_guard import TemplateGuard

# As many as are likely to be needed at the same moment.
_FORKS_AHEAD = 2
# The private memory of a waiting fork: `child's private memory` in the bench.
_FORK_MB = 15
# How a process can end while the judge talks to it.
STOPS = (LimitExceededError, ForgedFrameError, ProcessEndedError)

# Threads that the runtime starts for some programs and not for others.
_MORE_RUNTIME_THREADS = 4
_COUNT_THREADS = """
import threading

def count_threads():
    # Callbacks that XLA made from threads of its own have left entries of this kind.
    foreign = threading._DummyThread
    return sum(not isinstance(thread, foreign) for thread in threading.enumerate()) - 1
"""

_AnyRun = TypeVar("_AnyRun", bound=Run)


class WarmUpCall(Protocol):
    """One call of a warm-up: its arguments by parameter, and the probe that it is made under."""

    @property
    def name(self) -> str:
        """Its name in messages."""

    @property
    def arguments(self) -> dict[str, Value]:
        """In the order of the parameters."""

    @property
    def probe(self) -> Probe | None:
        """None for the library's own defaults."""


class WarmUpFailedError(Exception):
    """The code that warms a process raised or was stopped. The message says why."""


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Code that uses what submissions will use, and the calls that cover every shape.

    A submission can read all of it in its process's memory.
    """

    source: str
    harness: Harness
    cases: tuple[WarmUpCall, ...]

    def perform(self, run: Run, *, may_compile: bool = True) -> None:
        """Run it in a process that can load a submission afterwards.

        Args:
            run: the process.
            may_compile: whether the process may compile. If not, a call that needs a program that
                can't be kept ends early; it was seen to end well in a process that may.

        Raises:
            WarmUpFailedError: it raised or was stopped.
            SandboxFailureError: the sandbox failed.
        """
        place = "when it is loaded"
        try:
            raised, _, _ = run.load(self.source, self.harness)
            for case in self.cases:
                if raised is not None and may_compile:
                    break
                place = f"on {case.name}"
                answer = run.call(case.arguments, case.probe).answer
                raised = answer if isinstance(answer, Raised) else None
        except STOPS as error:
            raise WarmUpFailedError(f"{place}: it was stopped: {error!r}") from None
        if raised is not None and may_compile:
            raise WarmUpFailedError(f"{place}: {raised.where}: {raised.message}")

    def rehearse(self, run: Run) -> None:
        """Run some of it again, in a process that will be a template and records what it writes to.

        One call is enough: of the pages that only other calls write to, a fork leaves too many
        alone.

        Raises:
            WarmUpFailedError: it raised or was stopped.
            SandboxFailureError: the sandbox failed.
        """
        try:
            run.rehearse()
        except STOPS as error:
            raise WarmUpFailedError(f"before its rehearsal it was stopped: {error!r}") from None
        replace(self, cases=self.cases[:1]).perform(run, may_compile=False)


def require_no_threads(run: Run, of_runtime: int) -> None:
    """Make sure that a warm-up has left no thread behind.

    The process is asked, which reveals an honest author's threads; and they are counted from
    outside, with some room for threads that the runtime starts for some programs only.

    Args:
        run: the process that ran the warm-up.
        of_runtime: how many threads the runtime usually has.

    Raises:
        WarmUpFailedError: it left a thread behind, or was stopped.
        SandboxFailureError: the sandbox failed.
    """
    try:
        run.load(_COUNT_THREADS, Harness.calling("count_threads"))
        counted = run.call({}, None).answer
    except STOPS as error:
        raise WarmUpFailedError(f"after its calls it was stopped: {error!r}") from None
    has_none = isinstance(counted, Array) and counted.data.shape == () and counted.data == 0
    if not has_none or run.threads > of_runtime + _MORE_RUNTIME_THREADS:
        raise WarmUpFailedError("it left threads running: have them end before it returns")


class Template:
    """A warm process that forks runs. `start` may be called from any thread.

    Forks are made ahead, and wait for submissions. The next one is made when a run is over, because
    forking during a run would slow it down: both copy pages of the same process.

    `missing` is how often its warm-up asked for an unknown program.
    """

    missing: int

    def __init__(
        self, run: Run, control: socket.socket, limits: Limits, guard: TemplateGuard
    ) -> None:
        """Take over a warm run that can become a template, the socket to it, and its guard.

        Raises:
            WarmUpFailedError: what the warm-up left behind kept it from becoming one, or was
                stopped. The process is ended.
            SandboxFailureError: the sandbox failed. The process is ended.
        """
        self._run = run
        self._limits = limits
        self._child_limits = child_limits(limits, None)
        self._guard = guard
        self._forks = ForkServer(control, run.process, guard.allow_fork)
        try:
            self.missing = run.become_template()
            guard.require_rest()
            for _ in range(_FORKS_AHEAD):
                self._forks.prepare(self._child_limits)
        except STOPS as error:
            self.close()
            raise WarmUpFailedError(f"after its rehearsal it was stopped: {error!r}") from None
        except SandboxFailureError as error:
            self.close()
            if guard.fault is not None:
                raise WarmUpFailedError(guard.fault) from None
            raise SandboxFailureError(f"a template did not come up: {error}") from None

    def start(self) -> Run:
        """A fork, ready to load a submission; the caller closes it.

        Raises:
            SandboxFailureError: the template is gone or does not answer; it must be replaced.
        """
        return self._start(Run)

    def find_stalling(self, warm_up: WarmUp, known: frozenset[str]) -> str | None:
        """Run the warm-up in a fork. Return the key of a program that waits forever, if any.

        Args:
            warm_up: what warmed the template, while it was told to find stalls.
            known: the programs that are known to stall.

        Raises:
            WarmUpFailedError: it was stopped.
            SandboxFailureError: the sandbox failed.
        """
        with self._start(_Rehearsal) as run:
            try:
                run.need_threads(known)
                warm_up.perform(run, may_compile=False)
            except _ProgramStallsError as stall:
                return stall.key
            except STOPS as error:
                raise WarmUpFailedError(f"in a fork it was stopped: {error!r}") from None
        return None

    def _start(self, kind: type[_AnyRun]) -> _AnyRun:
        child = self._forks.take_prepared(self._child_limits)
        run = kind(child, self._limits, watch_threads=True, when_closed=self._prepare)
        return run.started()

    def _prepare(self) -> None:
        with suppress(SandboxFailureError):  # The next start will notice it.
            self._forks.prepare(self._child_limits)

    def rest(self) -> None:
        """End the waiting forks to free their memory; the next start forks anew."""
        with suppress(SandboxFailureError):  # The next start will notice it.
            self._forks.discard_prepared()

    @property
    def memory_mb(self) -> float:
        """The private memory that the warm-up added, plus that of waiting forks, in MiB."""
        return self._run.added_mb + self._forks.prepared * _FORK_MB

    @property
    def fault(self) -> str | None:
        """Why it is lost, if its own code is to blame."""
        if self._guard.fault is None and self._run.has_ended_by_itself():
            return "it ended by itself"
        return self._guard.fault

    def when_at_fault(self, tell: Callable[[], None]) -> None:
        """Call `tell` once, from another thread, when a fault ends it; at once if one has."""
        self._guard.when_ended(tell)

    def close(self) -> None:
        """End it; its running forks end with it."""
        self._run.close()
        self._forks.close()


class _ProgramStallsError(Exception):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class _Rehearsal(Run):
    """A run that reports a stalling program, and ends."""

    def _receive(self) -> tuple[Any, bytes]:
        header, body = super()._receive()
        match header:
            case {"stalls": str(key)}:
                raise _ProgramStallsError(key)
        return header, body

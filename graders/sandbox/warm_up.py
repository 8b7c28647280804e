"""Having ready, before a submission comes, what it will need compiled."""

import socket
from contextlib import suppress
from dataclasses import dataclass, replace

from graders.cases import Case
from graders.problem_spec import Limits
from graders.sandbox.errors import SandboxFailureError
from graders.sandbox.forks import ForkServer
from graders.sandbox.outcomes import ForgedFrameError, LimitExceededError, ProcessEndedError, Raised
from graders.sandbox.run import Run, child_limits

# As many as are likely to be wanted at the same moment.
_FORKS_AHEAD = 2
_STOPS = (LimitExceededError, ForgedFrameError, ProcessEndedError)


class WarmUpFailedError(Exception):
    """The code that was to warm a process raised or was stopped. The message says why."""


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Code that uses what submissions will use, and the calls that bring it to every shape.

    A submission can read all of it in its process's memory.
    """

    source: str
    function: str
    cases: tuple[Case, ...]

    def perform(self, run: Run) -> None:
        """Do it in a process that is free to load a submission afterwards.

        Raises:
            WarmUpFailedError: it raised or was stopped.
            SandboxFailureError: the sandbox failed.
        """
        place = "when it is loaded"
        try:
            raised, _, _ = run.load(self.source, self.function)
            for case in self.cases:
                if raised is not None:
                    break
                place = f"on {case.name}"
                answer = run.call(case.arguments, case.probe).answer
                raised = answer if isinstance(answer, Raised) else None
        except _STOPS as error:
            raise WarmUpFailedError(f"{place}: it was stopped: {error!r}") from None
        if raised is not None:
            what = f"{raised.type} in line {raised.line}: {raised.message}"
            raise WarmUpFailedError(f"{place}: {what}")

    def rehearse(self, run: Run) -> None:
        """Do some of it again in a process that will be a template and notes what it writes to.

        One call does: of the pages that only the others write to, a replay leaves too many alone.

        Raises:
            WarmUpFailedError: it raised or was stopped.
            SandboxFailureError: the sandbox failed.
        """
        try:
            run.rehearse()
        except _STOPS as error:
            raise WarmUpFailedError(f"before its rehearsal it was stopped: {error!r}") from None
        replace(self, cases=self.cases[:1]).perform(run)


class Template:
    """A warm process that makes runs by forking. `start` may be called from any thread.

    Forks are made ahead, and wait for submissions. The next one is made when a run is over, because
    forking beside it would slow it down: both copy pages of the same process.
    """

    def __init__(self, run: Run, control: socket.socket, limits: Limits) -> None:
        """Take over a warm run that can become a template, and the socket to it.

        Raises:
            SandboxFailureError: it is gone already. Nothing is left of it.
        """
        self._run = run
        self._limits = limits
        self._child_limits = child_limits(limits, None)
        self._forks = ForkServer(control, run.process)
        try:
            run.become_template()
            for _ in range(_FORKS_AHEAD):
                self._forks.prepare(self._child_limits)
        except (*_STOPS, SandboxFailureError) as error:
            self.close()
            raise SandboxFailureError(f"a template did not come up: {error!r}") from None

    def start(self) -> Run:
        """A fork, ready to load a submission, that can only replay; the caller closes it.

        Raises:
            SandboxFailureError: the template is gone or does not answer; it must be replaced.
        """
        child = self._forks.take_prepared(self._child_limits)
        return Run(
            child, self._limits, watch_threads=True, replays=True, when_closed=self._prepare
        ).started()

    def _prepare(self) -> None:
        with suppress(SandboxFailureError):  # Which the next start will find.
            self._forks.prepare(self._child_limits)

    @property
    def memory_mb(self) -> float:
        """The private memory that the warm-up added to it, in MiB."""
        return self._run.added_mb

    def close(self) -> None:
        """End it; runs under way end with it."""
        self._run.close()
        self._forks.close()

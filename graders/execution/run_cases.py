"""Running a source over a problem's cases in one sandboxed process.

A limit that ends the process ends the run: no later case is called.
`graders.grading.case_verdicts` tells of these as skipped.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import groupby

from graders.core.cancellation import CancellationToken
from graders.core.harness import Harness
from graders.core.values import Value
from graders.problem.cases import Case
from graders.sandbox.outcomes import (
    Call,
    ForgedFrameError,
    Limit,
    LimitExceededError,
    Noticed,
    ProcessEndedError,
    Raised,
    Unreadable,
)
from graders.sandbox.supervisor.run import Run


@dataclass(frozen=True, slots=True)
class Stopped:
    """Why the process could not go on: a limit, its own exit, or a forged answer.

    `memory_nearly_exhausted` says whether an exit by itself looks like a lack of memory.
    """

    reason: Limit | ProcessEndedError | ForgedFrameError
    memory_nearly_exhausted: bool
    stdout: str
    stderr: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What a run used so far, without start-up; for memory, the peak."""

    time_ms: float = 0.0
    cpu_ms: float = 0.0
    memory_mb: float = 0.0


@dataclass(slots=True)
class Execution:
    """What a source did: the answered calls, in order, and what ended it early.

    `taken` is for the judge only: what a source uses in a secret case can reveal what it saw there.
    `taken_before_secrets` may be shown.
    """

    loading: Raised | None = None
    loading_stdout: str = ""
    loading_stderr: str = ""
    calls: list[Call] = field(default_factory=list)
    stopped: Stopped | None = None
    taken: Taken = Taken()
    taken_before_secrets: Taken = Taken()
    traces: list[tuple[Noticed, ...]] = field(default_factory=list)

    @property
    def answers(self) -> list[Value | Unreadable | Raised]:
        """The answer to each call."""
        return [call.answer for call in self.calls]


def execute(
    run: Run,
    harness: Harness,
    source: str,
    cases: Sequence[Case],
    *,
    observe: bool = False,
    on_call: Callable[[Execution], None] | None = None,
    stop: CancellationToken | None = None,
) -> Execution:
    """Load `source` in a separate process and make a call for each case.

    Args:
        run: the process.
        harness: how it is called.
        source: the text of the file.
        cases: the calls, secret cases last.
        observe: record side effects, then call it with the same cases again, in reverse order, and
            finally trace it with each.
        on_call: called after each call with the execution so far.
        stop: cancels the run.

    Raises:
        SandboxFailureError: the sandbox itself failed; the run says nothing about the source.
        GradingCancelledError: `stop` was requested.
    """
    execution = Execution()
    met_secrets = False
    with nullcontext() if stop is None else stop.ending(run.kill), noting_its_end(run, execution):
        loaded = run.load(source, harness, observe=observe)
        execution.loading, execution.loading_stdout, execution.loading_stderr = loaded
        if execution.loading is None:
            order = [*cases, *(reversed(cases) if observe else ())]
            for is_secret, group in groupby(order, key=lambda case: case.is_secret):
                if is_secret and not met_secrets:
                    execution.taken_before_secrets = _taken(run)
                    run.note_no_more()
                    met_secrets = True
                for call in run.calls((case.arguments, case.probe) for case in group):
                    execution.calls.append(call)
                    if on_call is not None:
                        on_call(execution)
            # Traces come last: what one leaves behind would change a call.
            for case in cases if observe else ():
                execution.traces.append(run.trace(case.arguments, case.probe))
    execution.taken = _taken(run)
    if not met_secrets:
        execution.taken_before_secrets = execution.taken
    return execution


@contextmanager
def noting_its_end(run: Run, execution: Execution) -> Iterator[None]:
    """Note in the execution where the process is stopped or ends, instead of raising that."""
    try:
        yield
    except (LimitExceededError, ProcessEndedError, ForgedFrameError) as ended:
        stdout, stderr = run.printed_before_the_end()
        execution.stopped = Stopped(
            reason=ended.limit if isinstance(ended, LimitExceededError) else ended,
            memory_nearly_exhausted=run.memory_nearly_exhausted,
            stdout=stdout,
            stderr=stderr,
        )


def _taken(run: Run) -> Taken:
    return Taken(run.time_ms, run.cpu_ms, run.memory_mb)

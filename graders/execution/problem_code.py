"""Running code that belongs to a problem: its reference, generators, validator and checker.

An instructor wrote it, and it is trusted no more than a submission: it runs in the same sandbox.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from graders.core.harness import Harness
from graders.core.limits import Limits
from graders.core.values import Value
from graders.execution.endings import explain_stop, report_loading
from graders.execution.run_cases import Execution, execute
from graders.problem.cases import Case
from graders.problem.comparators import Tolerance
from graders.problem.package import Problem
from graders.sandbox.outcomes import Raised, Unreadable
from graders.sandbox.supervisor.sandbox import Sandbox

Answer = Value | Raised | Unreadable

# A busy machine that slows down the problem's own code must not cost a verdict.
_TIMES = 3


class ProblemCodeError(Exception):
    """Code that belongs to the problem failed; this is never a submission's fault.

    `part` says which code failed, and the message says why.
    """

    def __init__(self, part: str, reason: str) -> None:
        super().__init__(reason)
        self.part = part


# Runs a source over cases in a separate process, as `Strategies.execute` does for each role.
Execute = Callable[[Problem, str, Sequence[Case]], Execution]


def in_fresh_process(sandbox: Sandbox) -> Execute:
    """Run in a fresh process: for code that runs so seldom that nothing is kept warm for it."""

    def run_cases(problem: Problem, source: str, cases: Sequence[Case]) -> Execution:
        with sandbox.start(generous(problem.spec.limits)) as run:
            return execute(run, problem.harness, source, cases)

    return run_cases


def call_each(
    execute: Execute,
    problem: Problem,
    part: str,
    source: str,
    harness: Harness,
    calls: Mapping[str, Mapping[str, Value]],
) -> list[Answer]:
    """Call a function of the problem's code in a separate process.

    Args:
        execute: runs it, within three times the problem's time limits.
        problem: the problem that the code belongs to.
        part: which code it is, for messages.
        source: the text of the file.
        harness: how it is called.
        calls: the arguments of each call in order, by a name for it in messages.

    Returns:
        The answer to each call.

    Raises:
        ProblemCodeError: the file can't be loaded, or a call was stopped.
        SandboxFailureError: the sandbox failed.
    """
    called = replace(problem, harness=harness)
    execution = execute(called, source, [as_case(*call) for call in calls.items()])
    limits = generous(problem.spec.limits)
    if ended := report_loading(execution, source, limits):
        raise ProblemCodeError(part, ended[1].sentence)
    if execution.stopped is not None:
        _, why = explain_stop(execution.stopped, limits)
        raise ProblemCodeError(part, f"{list(calls)[len(execution.calls)]}: {why.sentence}")
    return [call.answer for call in execution.calls]


def as_case(name: str, arguments: Mapping[str, Value]) -> Case:
    """A call as the sandbox takes it; it is not used for judging."""
    return Case(
        name=name,
        visibility="hidden",
        weight=1.0,
        tolerance=Tolerance(),
        probe=None,
        fixed=False,
        arguments=dict(arguments),
    )


def generous(limits: Limits) -> Limits:
    """The limits of a problem's own code: those of submissions with three times the time."""
    return limits.model_copy(
        update={"wall_s": limits.wall_s * _TIMES, "cpu_s": limits.cpu_s * _TIMES}
    )

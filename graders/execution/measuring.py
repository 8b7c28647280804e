"""Measuring a submission beside the reference: what both have compiled, their time and memory.

Each has a process that has compiled nothing, and both make the same calls at the same time, round
by round, so that whatever else the machine does slows down both. The judge counts their processor
time, by the kernel's figures. About its programs each process tells itself.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from graders.comparison.compare import fits
from graders.core.cancellation import CancellationToken
from graders.core.limits import Limits
from graders.core.reasons.judging import OtherOutputWhenMeasured, StoppedWhenMeasured
from graders.core.reasons.reason import Because, Reason
from graders.core.values import Value
from graders.execution.endings import explain_raised, explain_stop
from graders.execution.expected_outputs import outputs_of
from graders.execution.problem_code import Answer, generous
from graders.execution.run_cases import Execution, noting_its_end
from graders.execution.strategies import Strategies
from graders.problem.cases import Case
from graders.problem.package import Problem
from graders.sandbox.outcomes import Needed, Raised, Unreadable
from graders.sandbox.supervisor.run import Run


class NotMeasuredError(Exception):
    """The submission can't be measured, by its own fault. `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.sentence)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Usage:
    """What a source needs over all rounds of calls.

    `programs` is how many it had compiled, and `most_bytes` what the largest of them takes.
    `cpu_ms` is the processor time of all calls of a round, in the round where it is least; the
    first round, which compiles, does not count.
    """

    programs: int
    most_bytes: int
    cpu_ms: float


def measure(
    strategies: Strategies,
    problem: Problem,
    source: str,
    rounds: Sequence[Sequence[Case]],
    stop: CancellationToken | None,
) -> tuple[Usage, Usage]:
    """Make the same calls of a submission and of the reference, and compare their outputs.

    Args:
        strategies: starts the processes.
        problem: the problem that it solves.
        source: a submission that was judged, and accepted.
        rounds: the calls, none of which holds anything secret; at least two rounds.
        stop: cancels it.

    Returns:
        What the submission needs, and what the reference needs.

    Raises:
        NotMeasuredError: the submission was stopped, or an output of it is not right: it does not
            do what it did when it was judged.
        ReferenceFailedError: the reference was stopped, or returned no output.
        SandboxFailureError: the sandbox failed.
        GradingCancelledError: `stop` was requested.
    """
    stop = stop or CancellationToken()
    limits = generous(problem.spec.limits)
    owns: list[_Round] = []
    references: list[_Round] = []
    with (
        strategies.start_apart(problem, "submission", len(rounds)) as mine,
        strategies.start_apart(problem, "reference", len(rounds)) as theirs,
        stop.ending(mine.kill),
        stop.ending(theirs.kill),
        ThreadPoolExecutor(1, "measured-reference") as beside,
    ):
        for cases in rounds:
            sources = (None, None) if owns else (source, problem.solution)
            calling = beside.submit(_call_each, theirs, problem, sources[1], cases)
            own, execution = _call_each(mine, problem, sources[0], cases)
            reference, expected = calling.result()
            outputs = outputs_of(expected, problem, cases)
            if (reason := _why_not_measured(execution, limits)) is not None:
                raise NotMeasuredError(reason)
            for case, call, output in zip(cases, execution.calls, outputs, strict=True):
                if not _is_right(call.answer, output, case, problem):
                    raise NotMeasuredError(OtherOutputWhenMeasured())
            owns.append(own)
            references.append(reference)
    return _usage(owns), _usage(references)


@dataclass(frozen=True, slots=True)
class _Round:
    cpu_ms: float
    needed: Needed  # until its end


def _call_each(
    run: Run, problem: Problem, source: str | None, cases: Sequence[Case]
) -> tuple[_Round, Execution]:
    """Make the calls of a round; before the first one, load the source."""
    execution, needed = Execution(), Needed(0, 0)
    run.charge_from_now(generous(problem.spec.limits))
    with noting_its_end(run, execution):
        if source is not None:
            run.measure()
            execution.loading, _, _ = run.load(source, problem.harness)
        if execution.loading is None:
            execution.calls += run.calls((case.arguments, case.probe) for case in cases)
            needed = run.measured()
    return _Round(sum(call.cpu_ms for call in execution.calls), needed), execution


def _why_not_measured(execution: Execution, limits: Limits) -> Reason | None:
    if execution.loading is not None:
        why = explain_raised(execution.loading, limits)[1]
    elif execution.stopped is not None:
        why = explain_stop(execution.stopped, limits)[1]
    else:
        return None
    return StoppedWhenMeasured(Because(why.sentence, why.name, why.parameters))


def _is_right(answer: Answer, expected: Value, case: Case, problem: Problem) -> bool:
    # A checker would have to be asked in a process of its own: what it decides about passes.
    if isinstance(answer, Raised | Unreadable):
        return False
    return fits(expected, answer, case.tolerance, problem.spec.accept)


def _usage(rounds: Sequence[_Round]) -> Usage:
    needed = rounds[-1].needed
    return Usage(needed.programs, needed.most_bytes, min(each.cpu_ms for each in rounds[1:]))

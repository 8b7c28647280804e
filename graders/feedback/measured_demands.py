"""Judging demands by measuring a submission: what it has compiled, its time and its memory.

It is called on cases that hide nothing, as for remarks: samples, and draws for every set of shapes.
The draws differ from round to round, so that a result that was kept serves no later one.
"""

import math
from collections.abc import Sequence

from graders.core.cancellation import CancellationToken
from graders.core.reasons import judging
from graders.core.reasons.reason import Reason
from graders.execution.expected_outputs import ExpectedOutputs
from graders.execution.generation import generated_of
from graders.execution.measuring import NotMeasuredError, Usage, measure
from graders.execution.strategies import Strategies
from graders.problem.cases import Case, draw_warm_up_cases
from graders.problem.demands import Demand
from graders.problem.package import Problem

# The first one compiles; the time is the least of the others.
_ROUNDS = 5
# Time that is too long counts only if it is so in each of these: a machine is never quiet.
_MEASUREMENTS = 3
# A smaller difference may be due to anything.
_LEAST_EXCESS_MS = 20


class MeasuredDemands:
    """Judges demands that are measured. Methods may be called from any thread."""

    def __init__(self, strategies: Strategies, expected: ExpectedOutputs) -> None:
        self._strategies = strategies
        self._expected = expected

    def find_failures(
        self,
        problem: Problem,
        source: str,
        seed: int,
        demands: Sequence[Demand],
        stop: CancellationToken | None,
    ) -> dict[str, Reason]:
        """Measure a submission, beside the reference.

        Args:
            problem: the problem that it solves.
            source: a submission that was judged, and accepted.
            seed: the verdict's, which no submission knows: it decides what is drawn here, too.
            demands: those of the problem that are measured.
            stop: cancels it.

        Returns:
            Why a demand is not met, by its name, for each that is not.

        Raises:
            ProblemCodeError: a generator or the reference failed.
            SandboxFailureError: the sandbox failed.
            GradingCancelledError: `stop` was requested.
        """
        if not demands:
            return {}
        rounds = self._rounds(problem, seed)
        failures: dict[str, Reason] = {}
        for number in range(_MEASUREMENTS):
            try:
                own, reference = measure(self._strategies, problem, source, rounds, stop)
            except NotMeasuredError as error:
                return {demand.name: error.reason for demand in demands}
            found = {each.name: _excess(each, own, reference) for each in demands}
            failures = {
                name: reason
                for name, reason in found.items()
                if reason is not None and (number == 0 or name in failures)
            }
            if not any(isinstance(each, judging.TimeRatioExceeded) for each in failures.values()):
                break
        return failures

    def _rounds(self, problem: Problem, seed: int) -> list[Sequence[Case]]:
        cases = self._expected.warm_up_cases(problem)
        # Those of Python generators take a process to make: they come again.
        made = generated_of(problem.spec, cases)
        others = [
            (*draw_warm_up_cases(problem.spec, seed + number), *made)
            for number in range(1, _ROUNDS)
        ]
        return [cases, *others]


def _excess(demand: Demand, own: Usage, reference: Usage) -> Reason | None:
    """What a submission needs beyond the demand; None if it meets it."""
    if demand.max_compilations is not None and own.programs > demand.max_compilations:
        return judging.TooManyCompilations(own.programs, demand.max_compilations)
    if (most := demand.max_memory_ratio) is not None:
        ratio = own.most_bytes / max(reference.most_bytes, 1)
        return judging.MemoryRatioExceeded(_told(ratio), most) if ratio > most else None
    if (most := demand.max_time_ratio) is not None:
        ratio = own.cpu_ms / max(reference.cpu_ms, 1e-3)
        is_clear = own.cpu_ms - reference.cpu_ms > _LEAST_EXCESS_MS
        return judging.TimeRatioExceeded(_told(ratio), most) if ratio > most and is_clear else None
    return None


def _told(ratio: float) -> float:
    """Two decimals; rounded up, so that it is never what is allowed."""
    return math.ceil(ratio * 100) / 100

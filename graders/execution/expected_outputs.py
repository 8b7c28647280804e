"""The expected outputs of a problem's cases, from its reference solution."""

from collections.abc import Mapping, Sequence

from graders.comparison.permutation import why_not_permutable
from graders.core.recent import Recent
from graders.core.values import Value
from graders.execution.endings import explain_stop, report_loading
from graders.execution.generation import generate_cases, restored_cases, warm_up_cases
from graders.execution.precomputed import Part, PrecomputedDraws
from graders.execution.problem_code import Answer, Execute, ProblemCodeError
from graders.execution.run_cases import Execution
from graders.execution.strategies import Strategies
from graders.problem.cases import Case, draw_cases, secret_last
from graders.problem.comparators import UpToPermutation
from graders.problem.package import Problem
from graders.sandbox.outcomes import Raised, Unreadable

_KEPT = 64
# The names in the record of a draw's outputs.
OUTPUTS, ARGUMENTS = "outputs", "arguments"


class ReferenceFailedError(ProblemCodeError):
    """The problem's own solution returned no output to compare with. The message says why."""

    def __init__(self, reason: str) -> None:
        super().__init__("solution", reason)


class ExpectedOutputs:
    """The reference's outputs, computed in separate sandboxed processes and kept for reuse.

    Methods may be called from any thread.
    """

    def __init__(
        self, fresh: Execute, strategies: Strategies, precomputed: PrecomputedDraws
    ) -> None:
        """Set up, without computing anything.

        Args:
            fresh: runs generators.
            strategies: runs the reference.
            precomputed: the precomputed draws.
        """
        self._fresh = fresh
        self._strategies = strategies
        self._precomputed = precomputed
        self._cases = Recent[tuple[str, int], tuple[Case, ...]](_KEPT)
        self._warm_up_cases = Recent[str, tuple[Case, ...]](_KEPT)
        self._outputs = Recent[tuple[str, int], tuple[Value, ...]](_KEPT)

    def cases(self, problem: Problem, seed: int) -> tuple[Case, ...]:
        """The cases that a seed draws, including those of Python generators.

        Raises:
            ProblemCodeError: a generator failed.
            SandboxFailureError: the sandbox failed.
        """
        if not problem.spec.python_generators:
            return draw_cases(problem.spec, seed)
        return self._cases.get((problem.revision, seed), lambda: self._all_cases(problem, seed))

    def _all_cases(self, problem: Problem, seed: int) -> tuple[Case, ...]:
        found = self._look_up(problem, seed)
        if found is None:
            generated = generate_cases(self._fresh, problem, seed)
        else:
            generated = restored_cases(problem.spec, found[ARGUMENTS])
        return secret_last([*draw_cases(problem.spec, seed), *generated])

    def warm_up_cases(self, problem: Problem) -> tuple[Case, ...]:
        """Cases of every shape, including those of Python generators, which hide nothing.

        Raises:
            ProblemCodeError: a generator failed.
            SandboxFailureError: the sandbox failed.
        """
        return self._warm_up_cases.get(
            problem.revision, lambda: warm_up_cases(self._fresh, problem)
        )

    def outputs(self, problem: Problem, seed: int, cases: Sequence[Case]) -> tuple[Value, ...]:
        """One output for each case.

        Raises:
            ReferenceFailedError: the reference raised, was stopped, or returned no arrays.
            SandboxFailureError: the sandbox failed.
        """
        if (found := self._look_up(problem, seed)) is not None:
            return found[OUTPUTS]
        return self._outputs.get((problem.revision, seed), lambda: self._compute(problem, cases))

    def _compute(self, problem: Problem, cases: Sequence[Case]) -> tuple[Value, ...]:
        execution = self._strategies.execute(problem, "reference", problem.solution, cases)
        return outputs_of(execution, problem, cases)

    def possible_outputs(self, problem: Problem, cases: Sequence[Case]) -> tuple[Value | None, ...]:
        """One output for each case, or None if the reference returns none: any input may come.

        Raises:
            SandboxFailureError: the sandbox failed.
        """
        execution = self._strategies.execute(problem, "reference", problem.solution, cases)
        outputs = [
            _comparable(call.answer, case)
            for call, case in zip(execution.calls, cases, strict=False)
        ]
        return (*outputs, *[None] * (len(cases) - len(outputs)))

    def _look_up(self, problem: Problem, seed: int) -> Mapping[str, tuple[Value, ...]] | None:
        """The outputs of a draw and the arguments of its generated cases, if precomputed."""
        draws = self._precomputed.of(problem)
        record = None if draws is None else draws.read(seed, Part.OUTPUTS)
        if draws is None or record is None:
            return None
        kept = {
            name: tuple(answer for answer in answers if not isinstance(answer, Raised | Unreadable))
            for name, answers in record.items()
        }
        counts = {OUTPUTS: problem.spec.case_count, ARGUMENTS: problem.spec.generated_count}
        return kept if {name: len(values) for name, values in kept.items()} == counts else None


def outputs_of(execution: Execution, problem: Problem, cases: Sequence[Case]) -> tuple[Value, ...]:
    """The outputs from a run of the reference, one for each case.

    Raises:
        ReferenceFailedError: it raised, was stopped, or returned no arrays.
    """
    if ended := report_loading(execution, problem.solution, problem.spec.limits):
        raise ReferenceFailedError(ended[1].sentence)
    outputs: list[Value] = []
    for case, call in zip(cases, execution.calls, strict=False):
        match call.answer:
            case Raised() as raised:
                raise ReferenceFailedError(f"case {case.name!r}: {raised.where}: {raised.message}")
            case Unreadable(what):
                raise ReferenceFailedError(f"case {case.name!r}: it returned {what}")
            case value:
                if isinstance(case.tolerance, UpToPermutation) and (
                    reason := why_not_permutable(value)
                ):
                    raise ReferenceFailedError(
                        f"case {case.name!r}: its output can't be compared up to permutation: "
                        f"{reason}"
                    )
                outputs.append(value)
    if execution.stopped is not None:
        _, why = explain_stop(execution.stopped, problem.spec.limits)
        raise ReferenceFailedError(f"case {cases[len(outputs)].name!r}: {why.sentence}")
    return tuple(outputs)


def _comparable(answer: Answer, case: Case) -> Value | None:
    if isinstance(answer, Raised | Unreadable):
        return None
    is_permuted = isinstance(case.tolerance, UpToPermutation)
    return None if is_permuted and why_not_permutable(answer) else answer

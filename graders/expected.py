"""The expected outputs of a problem's cases, from its reference solution."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

from graders.bank import Bank, fresh_seed, remove_stale
from graders.cases import Case, draw_cases, secret_last
from graders.comparator_spec import UpToPermutation
from graders.execution import Execution
from graders.generation import generate_cases, generated_of, restored_cases
from graders.permutation import why_not_permutable
from graders.problem import Problem
from graders.problem_code import Answer, Execute, ProblemCodeError
from graders.report import explain_stop, report_loading
from graders.roads import Roads
from graders.sandbox.outcomes import Raised, Unreadable
from graders.values import Node, Value

_KEPT = 64
# Outputs lie in the bank in the order of the cases. In banks without a number it was another one.
_BANK_FORMAT = 2


class ReferenceFailedError(ProblemCodeError):
    """The problem's own solution gave no output to compare with. The message says why."""

    def __init__(self, reason: str) -> None:
        super().__init__("solution", reason)


class ExpectedOutputs:
    """The reference's outputs, computed in sandboxed processes of its own and kept for reuse.

    Its methods may be called from any thread.
    """

    def __init__(
        self,
        fresh: Execute,
        roads: Roads,
        versions: dict[str, str],
        bank: Path | None,
        size: int,
    ) -> None:
        """Prepare to compute.

        Args:
            fresh: how generators are run.
            roads: how the reference is run.
            versions: what it runs on; other versions may give other outputs.
            bank: folder for draws computed ahead; None for none.
            size: how many of them to have ready for a problem.
        """
        self._fresh = fresh
        self._roads = roads
        self._environment = "-".join(versions.values())
        self._bank_folder = bank
        self._bank_size = size if bank is not None else 0
        self._banks: dict[str, Bank] = {}
        self._cases: OrderedDict[tuple[str, int], tuple[Case, ...]] = OrderedDict()
        self._kept: OrderedDict[tuple[str, int], tuple[Value, ...]] = OrderedDict()
        self._lock = threading.Lock()
        if bank is not None:
            remove_stale(bank)

    def draw_seed(self, problem: Problem) -> int:
        """A fresh seed, with its outputs ready where the bank has one."""
        bank = self._bank(problem)
        seed = bank.reserve() if bank is not None else None
        return fresh_seed() if seed is None else seed

    def cases(self, problem: Problem, seed: int) -> tuple[Case, ...]:
        """The cases that a seed draws, those of Python generators included.

        Raises:
            ProblemCodeError: a generator failed.
            SandboxFailureError: the sandbox failed.
        """
        if not problem.spec.python_generators:
            return draw_cases(problem.spec, seed)
        key = (problem.revision, seed)
        with self._lock:
            if key in self._cases:
                self._cases.move_to_end(key)
                return self._cases[key]
        banked = self._banked(problem, seed)
        if banked is None:
            generated = generate_cases(self._fresh, problem, seed)
        else:
            generated = restored_cases(problem.spec, banked[-problem.spec.generated_count :])
        cases = secret_last([*draw_cases(problem.spec, seed), *generated])
        with self._lock:
            self._cases[key] = cases
            if len(self._cases) > _KEPT:
                self._cases.popitem(last=False)
        return cases

    def outputs(self, problem: Problem, seed: int, cases: Sequence[Case]) -> tuple[Value, ...]:
        """One output a case.

        Raises:
            ReferenceFailedError: the reference raised, was stopped, or returned no arrays.
            SandboxFailureError: the sandbox failed.
        """
        key = (problem.revision, seed)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        banked = self._banked(problem, seed)
        outputs = self._compute(problem, cases) if banked is None else banked[: len(cases)]
        with self._lock:
            self._kept[key] = outputs
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return outputs

    def possible_outputs(self, problem: Problem, cases: Sequence[Case]) -> tuple[Value | None, ...]:
        """One output a case, or None where the reference gives none: any input may be asked for.

        Raises:
            SandboxFailureError: the sandbox failed.
        """
        execution = self._roads.execute(problem, "reference", problem.solution, cases)
        outputs = [
            _comparable(call.answer, case)
            for call, case in zip(execution.calls, cases, strict=False)
        ]
        return (*outputs, *[None] * (len(cases) - len(outputs)))

    def spend(self, problem: Problem, seed: int) -> None:
        """The submission that had this seed is judged: nobody else gets it."""
        bank = self._bank(problem)
        if bank is not None:
            bank.spend(seed)

    def fill(self, problem: Problem) -> bool:
        """Compute one draw ahead; whether there was one to compute.

        Raises:
            SandboxFailureError: the sandbox failed.
        """
        bank = self._bank(problem)
        if bank is None or len(bank) >= self._bank_size:
            return False
        seed = fresh_seed()
        try:
            cases = self.cases(problem, seed)
            generated = generated_of(problem.spec, cases)
            arguments = [Node("dict", dict(case.arguments)) for case in generated]
            bank.add(seed, [*self._compute(problem, cases), *arguments])
        except ProblemCodeError:
            return False  # The first submission will be told.
        return True

    def _banked(self, problem: Problem, seed: int) -> tuple[Value, ...] | None:
        """The outputs of a draw and then the arguments of its generated cases, where banked."""
        bank = self._bank(problem)
        kept = bank.outputs(seed) if bank is not None else None
        spec = problem.spec
        return kept if kept and len(kept) == spec.case_count + spec.generated_count else None

    def _bank(self, problem: Problem) -> Bank | None:
        if self._bank_folder is None:
            return None
        with self._lock:
            if problem.revision not in self._banks:
                name = f"{problem.revision}-{self._environment}-{_BANK_FORMAT}"
                self._banks[problem.revision] = Bank(self._bank_folder / name)
            return self._banks[problem.revision]

    def _compute(self, problem: Problem, cases: Sequence[Case]) -> tuple[Value, ...]:
        execution = self._roads.execute(problem, "reference", problem.solution, cases)
        return outputs_of(execution, problem, cases)


def outputs_of(execution: Execution, problem: Problem, cases: Sequence[Case]) -> tuple[Value, ...]:
    """One output a case, of a run of the reference.

    Raises:
        ReferenceFailedError: it raised, was stopped, or returned no arrays.
    """
    if ended := report_loading(execution, problem.solution, problem.spec.limits):
        raise ReferenceFailedError(ended[1])
    outputs: list[Value] = []
    for case, call in zip(cases, execution.calls, strict=False):
        match call.answer:
            case Raised() as raised:
                raise ReferenceFailedError(
                    f"case {case.name!r}: {raised.type} in line {raised.line}: {raised.message}"
                )
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
        raise ReferenceFailedError(f"case {cases[len(outputs)].name!r}: {why}")
    return tuple(outputs)


def _comparable(answer: Answer, case: Case) -> Value | None:
    if isinstance(answer, Raised | Unreadable):
        return None
    is_permuted = isinstance(case.tolerance, UpToPermutation)
    return None if is_permuted and why_not_permutable(answer) else answer

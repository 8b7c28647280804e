"""Trial runs without a score: a source on the sample cases, or on the learner's own inputs."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import Annotated
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graders.core.cancellation import CancellationToken
from graders.core.reasons.judging import (
    AllPassed,
    CallFailed,
    CallsReturned,
    JudgeFailed,
    ProblemFailed,
)
from graders.core.reasons.reason import Reason
from graders.core.size import OversizedValueError
from graders.core.values import Value
from graders.core.verdict import CaseVerdict, Environment, Outcome, Verdict
from graders.execution.endings import report_loading
from graders.execution.expected_outputs import ExpectedOutputs
from graders.execution.problem_code import ProblemCodeError
from graders.execution.strategies import Strategies
from graders.grading.grade import because, run_and_compare, verdict_of
from graders.problem.arguments import NOT_IN_JSON, FixedArgument, check_size, given
from graders.problem.cases import Case, fixed_cases
from graders.problem.generated import x64_dtype
from graders.problem.makers import makers, makers_of
from graders.problem.package import Problem
from graders.problem.spec import FixedCase, ProblemSpec
from graders.problem.toml_errors import reasons
from graders.sandbox.errors import SandboxFailureError

MAX_INPUTS = 20
# A learner types them; checking this many takes some hundredths of a second.
MAX_INPUT_PARTS = 10_000
_MAX_REASON = 200
# Samples are shown in full, so they can be the same each time.
RUN_SEED = 0
_PASSED = (Outcome.ACCEPTED, Outcome.COMPLETED)

Input = Mapping[str, FixedArgument]
_Expect = Callable[[], Sequence[Value | None]]


class InvalidInputsError(ValueError):
    """Inputs that don't fit the problem; `reasons` has each faulty place and what is wrong."""

    def __init__(self, reasons: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{place}: {reason}" for place, reason in reasons))
        self.reasons = reasons


class _Inputs(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    inputs: Annotated[list[dict[str, FixedArgument]], Field(min_length=1, max_length=MAX_INPUTS)]


def parse_inputs(spec: ProblemSpec, stated: object) -> list[Input]:
    """Inputs from JSON: each has one argument for each parameter, as in a fixed case.

    The texts `NaN`, `Infinity` and `-Infinity` stand for the numbers that JSON can't represent.

    Raises:
        InvalidInputsError: they don't fit the problem's parameters, or are too many or too large.
    """
    try:
        fields = {"inputs": _with_special_numbers(stated)}
        inputs = _Inputs.model_validate(fields).inputs
    except ValidationError as error:
        wrong = [(place, reason[:_MAX_REASON]) for place, reason in reasons(error, _Inputs)]
        raise InvalidInputsError(wrong) from None
    except RecursionError:
        raise InvalidInputsError([("inputs", "nested too deeply")]) from None
    parameters = spec.entry_point.parameters
    wrong = []
    for number, arguments in enumerate(inputs):
        place = f"inputs[{number}]"
        wrong += [(f"{place}.{name}", "missing") for name in parameters if name not in arguments]
        unknown = [name for name in arguments if name not in parameters]
        wrong += [(f"{place}.{name}", "the function has no such parameter") for name in unknown]
        try:
            check_size({name: given(argument) for name, argument in arguments.items()})
        except OversizedValueError as error:
            wrong.append((place, str(error)))
        for name, argument in arguments.items():
            if unknown_makers := sorted(makers(argument) - makers_of(spec)):
                reason = f"the problem makes no argument by {', '.join(unknown_makers)}"
                wrong.append((f"{place}.{name}", reason))
        for name, argument in arguments.items() if not spec.x64 else ():
            if (dtype := x64_dtype(argument)) is not None:
                wrong.append((f"{place}.{name}", f"the problem has no {dtype} arrays"))
    if wrong:
        raise InvalidInputsError(wrong)
    return list(inputs)


def _with_special_numbers(stated: object) -> object:
    parts = 0

    def replaced(part: object) -> object:
        nonlocal parts
        parts += 1
        # Before any closer look: a body may hold millions.
        if parts > MAX_INPUT_PARTS:
            reason = f"more than {MAX_INPUT_PARTS} numbers, lists and names in all"
            raise InvalidInputsError([("inputs", reason)])
        match part:
            case list():
                return [replaced(item) for item in part]
            case dict():
                return {name: replaced(item) for name, item in part.items()}
            case str():
                return NOT_IN_JSON.get(part, part)
        return part

    return replaced(stated)


@dataclass(frozen=True, slots=True)
class Trials:
    """Runs sources without a score. May be used from any thread."""

    strategies: Strategies
    expected: ExpectedOutputs
    expecting: Executor
    environment: Environment

    def run(
        self,
        problem: Problem,
        source: str,
        inputs: Sequence[Input] | None,
        run_id: str | None,
        on_case: Callable[[int, CaseVerdict], None] | None,
        stop: CancellationToken | None,
    ) -> Verdict:
        """See `Judge.run`."""
        total = problem.spec.sample_count if inputs is None else len(inputs)
        identity: dict[str, object] = {"id": run_id or uuid4().hex, "problem": problem.name}
        identity |= {"revision": problem.revision, "seed": RUN_SEED, "total": total}
        try:
            if inputs is None:
                cases, expect = self._samples(problem)
            else:
                cases, expect = self._own(problem, inputs)
            return self._run(problem, source, cases, expect, identity, on_case, stop)
        except SandboxFailureError as error:
            reason: Reason = JudgeFailed(1, str(error))
        except ProblemCodeError as error:
            reason = ProblemFailed(error.part, str(error))
        return verdict_of(identity, self.environment, (Outcome.JUDGE_ERROR, reason, None))

    def _samples(self, problem: Problem) -> tuple[list[Case], _Expect]:
        every_case = self.expected.cases(problem, RUN_SEED)
        samples = [index for index, case in enumerate(every_case) if case.visibility == "sample"]

        def expect() -> list[Value | None]:
            # Of all cases, as for a submission: they are cached for every run.
            outputs = self.expected.outputs(problem, RUN_SEED, every_case)
            return [outputs[index] for index in samples]

        return [every_case[index] for index in samples], expect

    def _own(self, problem: Problem, inputs: Sequence[Input]) -> tuple[list[Case], _Expect]:
        cases = _own_cases(problem.spec, inputs)
        if problem.spec.show_expected_for_own_inputs:
            return cases, partial(self.expected.possible_outputs, problem, cases)
        return cases, lambda: [None] * len(cases)

    def _run(
        self,
        problem: Problem,
        source: str,
        cases: Sequence[Case],
        expect: _Expect,
        identity: Mapping[str, object],
        on_case: Callable[[int, CaseVerdict], None] | None,
        stop: CancellationToken | None,
    ) -> Verdict:
        expected = self.expecting.submit(expect)
        execution, verdicts = run_and_compare(
            self.strategies, problem, source, cases, expected, on_case, stop
        )
        ended = report_loading(execution, source, problem.spec.limits) or _summary(verdicts)
        return verdict_of(identity, self.environment, ended, verdicts, execution=execution)


def _own_cases(spec: ProblemSpec, inputs: Sequence[Input]) -> list[Case]:
    own = [
        FixedCase(name=f"input {number}", visibility="sample", arguments=dict(arguments))
        for number, arguments in enumerate(inputs, 1)
    ]
    return list(fixed_cases(spec.model_copy(update={"cases": own})))


def _summary(cases: Sequence[CaseVerdict]) -> tuple[Outcome, Reason, None]:
    failed = [case for case in cases if case.verdict not in _PASSED]
    if failed:
        return failed[0].verdict, CallFailed(failed[0].name, because(failed[0])), None
    if all(case.verdict is Outcome.ACCEPTED for case in cases):
        return Outcome.ACCEPTED, AllPassed(len(cases)), None
    return Outcome.COMPLETED, CallsReturned(len(cases)), None

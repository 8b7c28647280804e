"""What a submission did, scripted, and the verdicts that the library makes of it."""

from graders.core import values
from graders.core.limits import Limits
from graders.core.values import Value
from graders.core.verdict import CaseVerdict, Visibility
from graders.execution.run_cases import Execution, Stopped
from graders.grading.case_verdicts import CaseReports
from graders.problem.cases import Case
from graders.problem.comparators import Tolerance
from graders.problem.spec import ProblemSpec
from graders.sandbox.outcomes import (
    Call,
    ForgedFrameError,
    Limit,
    ProcessEndedError,
    Raised,
    Unreadable,
)

SOURCE = "def f(x):\n    return 1 / x\n"
LIMITS = Limits(wall_s=3, cpu_s=2.5, memory_mb=128, printed_kb=8, returned_mb=4)
SPEC = ProblemSpec.model_validate(
    {
        "name": "example",
        "title": "Example",
        "difficulty": "easy",
        "entry_point": {"function": "f", "parameters": ["x"]},
        "limits": LIMITS,
        "accept": ["jax", "python"],
        "cases": [{"name": "only", "arguments": {"x": 1.0}}],
    }
)
# Nothing else in a verdict looks like these.
ARGUMENT, EXPECTED, PRINTED = 739.25, 4051.75, "printed-by-the-submission"
BOOM = Raised("run", "ValueError", f"x was {ARGUMENT}", 2)


def a_case(name: str = "case", visibility: Visibility = "sample", *, fixed: bool = True) -> Case:
    return Case(
        name=name,
        visibility=visibility,
        weight=1.0,
        tolerance=Tolerance(),
        probe=None,
        fixed=fixed,
        arguments={"x": values.number(ARGUMENT)},
    )


def a_call(answer: Value | Unreadable | Raised) -> Call:
    return Call(answer, time_ms=1.23456, cpu_ms=2.34567, stdout=PRINTED, stderr=PRINTED)


def a_stop(
    reason: Limit | ProcessEndedError | ForgedFrameError, *, nearly_exhausted: bool = False
) -> Stopped:
    return Stopped(reason, nearly_exhausted, stdout=PRINTED, stderr=PRINTED)


def report(
    execution: Execution, cases: list[Case], expected: Value | None = None
) -> tuple[CaseVerdict, ...]:
    outputs = [expected or values.number(EXPECTED)] * len(cases)
    return CaseReports(cases, SPEC, SOURCE).finish(execution, outputs)


def report_one(
    answer: Value | Unreadable | Raised, case: Case | None = None, expected: Value | None = None
) -> CaseVerdict:
    [verdict] = report(Execution(calls=[a_call(answer)]), [case or a_case()], expected)
    return verdict

"""What a problem's own code shows to be wrong with the problem, before a learner meets it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graders.cases import Case
from graders.generation import generate_cases
from graders.problem import Problem
from graders.problem_code import ProblemCodeError, call_each
from graders.sandbox.outcomes import Raised
from graders.sandbox.sandbox import Sandbox
from graders.values import Constant, Node, encode


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong: the file of the package that shows it, what it is about, and the reason."""

    file: str
    subject: str
    reason: str


def find_faults(
    sandbox: Sandbox, problem: Problem, seed: int, cases: Sequence[Case]
) -> tuple[Fault, ...]:
    """Run what the package holds beside its reference.

    Args:
        sandbox: runs it.
        problem: whose code it is.
        seed: drew the cases.
        cases: all of one submission.

    Raises:
        SandboxFailureError: the sandbox failed.
    """
    faults: list[Fault] = []
    try:
        if problem.generator is not None:
            faults += _unsteady_cases(sandbox, problem, seed, cases)
        if problem.validator is not None:
            faults += _invalid_cases(sandbox, problem, problem.validator, cases)
    except ProblemCodeError as error:
        faults.append(Fault(f"{error.part}.py", "the file", str(error)))
    return tuple(faults)


def _unsteady_cases(
    sandbox: Sandbox, problem: Problem, seed: int, cases: Sequence[Case]
) -> Iterator[Fault]:
    """Those that a Python generator makes otherwise when it is asked again."""
    again = generate_cases(sandbox, problem, seed)
    for before, after in zip(cases[len(cases) - len(again) :], again, strict=True):
        if _content(before) != _content(after):
            reason = "its arguments differ from one run to the next: let only the seed decide"
            yield Fault("generator.py", after.name, reason)


def _invalid_cases(
    sandbox: Sandbox, problem: Problem, validator: str, cases: Sequence[Case]
) -> Iterator[Fault]:
    """Those whose arguments the validator refuses."""
    calls = {case.name: case.arguments for case in cases}
    answers = call_each(sandbox, problem, "validator", validator, "validate", calls)
    for name, answer in zip(calls, answers, strict=True):
        match answer:
            case Raised(type=kind, message=message):
                yield Fault("validator.py", name, f"{kind}: {message}" if message else kind)
            case Constant(None):
                pass
            case _:
                reason = "validate returned something: it must raise, or return None"
                yield Fault("validator.py", name, reason)


def _content(case: Case) -> object:
    return encode(Node("dict", dict(case.arguments)))

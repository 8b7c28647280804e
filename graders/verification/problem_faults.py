"""Finding faults that a problem's own code reveals, before a learner meets them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graders.comparison.compare import compare
from graders.core.values import Constant, Node, Value, encode
from graders.core.verdict_bounds import MESSAGE_BYTES, cut
from graders.execution.checker import check_arguments, check_each
from graders.execution.generation import generate_cases, generated_of
from graders.execution.problem_code import Answer, Execute, ProblemCodeError, call_each
from graders.problem.cases import Case
from graders.problem.comparators import Custom
from graders.problem.package import Problem
from graders.problem.spec import ProblemSpec
from graders.sandbox.outcomes import Raised

_MOST_FAULTS = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault: the file of the package that shows it, what it is about, and the reason."""

    file: str
    subject: str
    reason: str


def find_faults(
    execute: Execute, problem: Problem, seed: int, cases: Sequence[Case]
) -> tuple[Fault, ...]:
    """Run the package's code other than its reference, and return the first 100 faults.

    Args:
        execute: runs it.
        problem: the problem to check.
        seed: drew the cases.
        cases: all cases of one submission.

    Raises:
        SandboxFailureError: the sandbox failed.
    """
    faults: list[Fault] = []
    try:
        if problem.generator is not None:
            faults += _unsteady_cases(execute, problem, seed, cases)
        if problem.validator is not None:
            faults += _invalid_cases(execute, problem, problem.validator, cases)
        if problem.checker is not None:
            faults += _misjudged_examples(execute, problem)
    except ProblemCodeError as error:
        faults.append(Fault(f"{error.part}.py", "the file", str(error)))
    return tuple(
        replace(fault, reason=cut(fault.reason, MESSAGE_BYTES)) for fault in faults[:_MOST_FAULTS]
    )


def _unsteady_cases(
    execute: Execute, problem: Problem, seed: int, cases: Sequence[Case]
) -> Iterator[Fault]:
    """Faults for cases that a Python generator makes differently when it is run again."""
    again = generate_cases(execute, problem, seed)
    for before, after in zip(generated_of(problem.spec, cases), again, strict=True):
        if _content(before) != _content(after):
            reason = "its arguments differ from one run to the next: let only the seed decide"
            yield Fault("generator.py", after.name, reason)


def _invalid_cases(
    execute: Execute, problem: Problem, validator: str, cases: Sequence[Case]
) -> Iterator[Fault]:
    """Faults for cases whose arguments the validator refuses."""
    calls = {case.name: case.arguments for case in cases}
    harness = problem.harness.calling_instead("validate")
    answers = call_each(execute, problem, "validator", validator, harness, calls)
    for name, answer in zip(calls, answers, strict=True):
        match answer:
            case Raised(type=kind, message=message):
                yield Fault("validator.py", name, f"{kind}: {message}" if message else kind)
            case Constant(None):
                pass
            case _:
                reason = "validate returned something: it must raise, or return None"
                yield Fault("validator.py", name, reason)


def _misjudged_examples(execute: Execute, problem: Problem) -> Iterator[Fault]:
    """Faults for examples of the checker that test nothing, or that it judges wrongly."""
    calls: dict[str, dict[str, Value]] = {}
    for example in problem.checker_examples:
        try:
            [made] = call_each(
                execute,
                problem,
                "example",
                example.source,
                problem.harness.calling_instead("example"),
                {example.name: {}},
            )
            calls[example.name] = _call_of(problem.spec, made)
        except (ProblemCodeError, _UnusableExampleError) as error:
            yield Fault(example.name, "the example", str(error))
    said = dict(zip(calls, check_each(execute, problem, calls), strict=True)) if calls else {}
    for example in problem.checker_examples:
        if example.name not in said:
            continue
        refusal = said[example.name]
        if example.is_valid and refusal is not None:
            yield Fault(example.name, "the example", f"valid, but the checker says: {refusal}")
        if not example.is_valid and refusal is None:
            yield Fault(example.name, "the example", "invalid, but the checker accepts it")


class _UnusableExampleError(Exception):
    pass


def _call_of(spec: ProblemSpec, made: Answer) -> dict[str, Value]:
    """The arguments for the checker from an example's return value."""
    match made:
        case Raised() as raised:
            raise _UnusableExampleError(f"{raised.where}: {raised.message}")
        case Node(
            "dict", {"arguments": Node("dict", arguments), "expected": expected, "got": got}
        ) if arguments.keys() == set(spec.entry_point.parameters):
            _, misfit = compare(expected, got, Custom(comparator="custom"), spec.accept)
            if misfit is not None:
                raise _UnusableExampleError(f"the checker would not be asked: {misfit.clause}")
            in_order = {name: arguments[name] for name in spec.entry_point.parameters}
            return check_arguments(in_order, expected, got)
    raise _UnusableExampleError(
        "example must return a dict with arguments (a dict with each parameter), expected and got"
    )


def _content(case: Case) -> object:
    return encode(Node("dict", dict(case.arguments)))

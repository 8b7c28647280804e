"""Generating cases by Python generators: `generator.py` makes their arguments in the sandbox.

A generator's function gets a seed and the case's number. Each case has its own seed, derived like
everything else from the submission's seed. So the same submission, seed and revision give the same
cases, as long as the function only computes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from graders.core.printable import printable
from graders.core.values import Array, Node, Value, key_words, leaves, number
from graders.execution.problem_code import Execute, ProblemCodeError, call_each
from graders.problem.cases import Case, draw_warm_up_cases, make_case
from graders.problem.drawing import draw_seed
from graders.problem.package import Problem
from graders.problem.spec import MAX_DRAWN_NUMBERS, ProblemSpec, PythonGenerator
from graders.sandbox.outcomes import Raised, Unreadable

PART = "generator"
_CONTAINERS = ("dict", "list", "tuple")


def generate_cases(execute: Execute, problem: Problem, seed: int) -> tuple[Case, ...]:
    """The cases of the Python generators for a seed, in order.

    Raises:
        ProblemCodeError: a function raised, was stopped, or returned no valid arguments.
        SandboxFailureError: the sandbox failed.
    """
    return _generated(execute, problem, lambda generator: (seed, generator.name))


def warm_up_cases(execute: Execute, problem: Problem) -> tuple[Case, ...]:
    """Cases of every shape, including those of Python generators, which hide nothing.

    Raises:
        ProblemCodeError: see `generate_cases`.
        SandboxFailureError: the sandbox failed.
    """
    generated = _generated(execute, problem, lambda generator: (0, f"warm-up of {generator.name}"))
    return (*draw_warm_up_cases(problem.spec), *generated)


def generated_of(spec: ProblemSpec, cases: Iterable[Case]) -> tuple[Case, ...]:
    """The cases that Python generators made, in order."""
    names = {name for _, name in _named(spec)}
    return tuple(case for case in cases if case.name in names)


def restored_cases(spec: ProblemSpec, arguments: Sequence[Value]) -> tuple[Case, ...]:
    """The cases of the Python generators, rebuilt from their arguments."""
    cases = []
    for (generator, name), value in zip(_named(spec), arguments, strict=True):
        assert isinstance(value, Node)  # noqa: S101
        cases.append(make_case(spec, generator, name, value.children))
    return tuple(cases)


def _named(spec: ProblemSpec) -> Iterator[tuple[PythonGenerator, str]]:
    for generator in spec.python_generators:
        for name in generator.case_names():
            yield generator, name


def _generated(
    execute: Execute, problem: Problem, stream: Callable[[PythonGenerator], tuple[int | str, ...]]
) -> tuple[Case, ...]:
    """The cases; each generator's stream gives their seeds."""
    arguments: list[Value] = []
    for generator in problem.spec.python_generators:
        calls = {
            name: {"seed": number(draw_seed(*stream(generator), index)), "index": number(index)}
            for index, name in enumerate(generator.case_names())
        }
        assert problem.generator is not None  # noqa: S101 - see parse_problem
        harness = problem.harness.calling_instead(generator.function)
        answers = call_each(execute, problem, PART, problem.generator, harness, calls)
        for name, answer in zip(calls, answers, strict=True):
            match answer:
                case Raised() as raised:
                    reason = f"{raised.where}: {raised.message}"
                case Unreadable(what):
                    reason = f"it returned {what}"
                case value:
                    reason = _why_no_arguments(problem.spec, value)
                    arguments.append(value)
            if reason:
                raise ProblemCodeError(PART, f"case {name!r}: {reason}")
    if (drawn := sum(map(_numbers, arguments))) > MAX_DRAWN_NUMBERS:
        raise ProblemCodeError(PART, f"{drawn} numbers in all; {MAX_DRAWN_NUMBERS} are the most")
    return restored_cases(problem.spec, arguments)


def _why_no_arguments(spec: ProblemSpec, value: Value) -> str:
    """What is wrong with a generator's return value; empty if it is valid."""
    parameters = spec.entry_point.parameters
    if not isinstance(value, Node) or value.type != "dict":
        return "it must return a dict with a value for each parameter"
    if value.children.keys() != set(parameters):
        has = printable(", ".join(sorted(value.children))) or "nothing"
        return f"its dict has {has} where the parameters are {', '.join(sorted(parameters))}"
    for name, child in value.children.items():
        if (bad := _not_passable(child)) is not None:
            return (
                f"{name} holds {bad}; arguments are numbers, text, arrays, PRNG keys, and "
                "lists, tuples and dicts of them"
            )
    return ""


def _not_passable(value: Value) -> str | None:
    """The part of an argument that can't be passed on unchanged; None if all of it can."""
    match value:
        case Node() if key_words(value) is not None:
            return None
        case Node(type_name, children) if type_name in _CONTAINERS:
            return next(filter(None, map(_not_passable, children.values())), None)
        case Node(type_name):
            return f"an object of type {printable(type_name)}"
        case Array(data, "python") if data.ndim:
            return "an array that calls itself a number"
    return None


def _numbers(value: Value) -> int:
    return sum(leaf.data.size for leaf in leaves(value) if isinstance(leaf, Array))

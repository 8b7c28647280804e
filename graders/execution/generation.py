"""The cases of Python generators: `generator.py` makes their arguments in the sandbox.

A generator's function gets a seed and the case's number. The seed is another for every case, drawn
like everything else by the seed of the submission, so that the same submission, seed and revision
have the same cases, as far as the function does nothing but compute.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from graders.comparison import messages
from graders.core.values import Array, Node, Value, key_words, leaves, number
from graders.execution.problem_code import Execute, ProblemCodeError, call_each
from graders.problem.cases import Case, draw_seed, make_case
from graders.problem.package import Problem
from graders.problem.spec import MAX_DRAWN_NUMBERS, ProblemSpec, PythonGenerator
from graders.sandbox.outcomes import Raised, Unreadable

PART = "generator"
_CONTAINERS = ("dict", "list", "tuple")


def generate_cases(execute: Execute, problem: Problem, seed: int) -> tuple[Case, ...]:
    """The cases of the Python generators, in order, drawn by the seed.

    Raises:
        ProblemCodeError: a function raised or was stopped, or gave no arguments for a call.
        SandboxFailureError: the sandbox failed.
    """
    return _generated(execute, problem, lambda generator: (seed, generator.name))


def generate_warm_up_cases(execute: Execute, problem: Problem) -> tuple[Case, ...]:
    """Cases that no submission is judged on, with the shapes that the generators make.

    Raises:
        ProblemCodeError: see `generate_cases`.
        SandboxFailureError: the sandbox failed.
    """
    return _generated(execute, problem, lambda generator: (0, f"warm-up of {generator.name}"))


def generated_of(spec: ProblemSpec, cases: Iterable[Case]) -> tuple[Case, ...]:
    """Those of the cases that Python generators made, in order."""
    names = {name for _, name in _named(spec)}
    return tuple(case for case in cases if case.name in names)


def restored_cases(spec: ProblemSpec, arguments: Sequence[Value]) -> tuple[Case, ...]:
    """The cases of the Python generators again, from the arguments that they had."""
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
    """The cases, their seeds drawn from the stream of their generator."""
    arguments: list[Value] = []
    for generator in problem.spec.python_generators:
        calls = {
            name: {"seed": number(draw_seed(*stream(generator), index)), "index": number(index)}
            for index, name in enumerate(generator.case_names())
        }
        assert problem.generator is not None  # noqa: S101 - see parse_problem
        answers = call_each(execute, problem, PART, problem.generator, generator.function, calls)
        for name, answer in zip(calls, answers, strict=True):
            match answer:
                case Raised(type=kind, line=line, message=message):
                    reason = f"{kind} in line {line}: {message}"
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
    """What is wrong with what a generator returned; empty for nothing."""
    parameters = spec.entry_point.parameters
    if not isinstance(value, Node) or value.type != "dict":
        return "it must return a dict with a value for each parameter"
    if value.children.keys() != set(parameters):
        has = messages.text(", ".join(sorted(value.children))) or "nothing"
        return f"its dict has {has} where the parameters are {', '.join(sorted(parameters))}"
    for name, child in value.children.items():
        if (bad := _not_passable(child)) is not None:
            return (
                f"{name} holds {bad}; arguments are numbers, text, arrays, PRNG keys, and "
                "lists, tuples and dicts of them"
            )
    return ""


def _not_passable(value: Value) -> str | None:
    """What in an argument can't be handed to a function as what it was; None for nothing."""
    match value:
        case Node() if key_words(value) is not None:
            return None
        case Node(type_name, children) if type_name in _CONTAINERS:
            return next(filter(None, map(_not_passable, children.values())), None)
        case Node(type_name):
            return f"an object of type {messages.text(type_name)}"
        case Array(data, "python") if data.ndim:
            return "an array that calls itself a number"
    return None


def _numbers(value: Value) -> int:
    return sum(leaf.data.size for leaf in leaves(value) if isinstance(leaf, Array))

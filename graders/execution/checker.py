"""Running a problem's own checker on outputs that no rule-based comparator can judge.

`checker.py` is an instructor's code: it runs in the sandbox, in a process of its own, never in the
submission's. It sees the expected output and the actual one, as plain containers of arrays.
"""

from collections.abc import Collection, Mapping, Sequence

from graders.comparison.compare import compare
from graders.core.printable import printable
from graders.core.values import KEY_TYPE, Array, Constant, Node, Value
from graders.execution.problem_code import Answer, Execute, ProblemCodeError, as_case, call_each
from graders.problem.cases import Case
from graders.problem.comparators import Custom
from graders.problem.package import Problem
from graders.sandbox.outcomes import Raised, Unreadable

PART = "checker"


def find_refusals(
    execute: Execute,
    problem: Problem,
    cases: Sequence[Case],
    given: Sequence[Answer],
    expected: Sequence[Value | None],
    *,
    must_answer: bool = False,
) -> dict[int, str]:
    """Why the checker refuses outputs, by case index; accepted outputs are missing.

    The checker is asked only if an output is expected, and the actual one has its structure, shapes
    and dtypes. An output on which it raises or gives no answer is refused, if it accepts the
    expected one: a submission can return what no author thought of.

    Args:
        execute: runs the checker.
        problem: the checker's problem.
        cases: the cases of the outputs.
        given: the actual outputs.
        expected: what the reference returned.
        must_answer: whether failing to judge an output is an error of the checker.

    Raises:
        ProblemCodeError: it was stopped, or it refuses an output, raises or gives no answer, and
            does so for the expected one too.
        SandboxFailureError: the sandbox failed.
    """
    asked: dict[int, Value] = {}
    wanted = {index: value for index, value in enumerate(expected) if value is not None}
    for index, (case, answer) in enumerate(zip(cases, given, strict=False)):
        if index not in wanted or isinstance(answer, Raised | Unreadable):
            continue
        if isinstance(case.tolerance, Custom):
            _, misfit = compare(wanted[index], answer, case.tolerance, problem.spec.accept)
            if misfit is None:
                asked[index] = answer

    hidden = {case.name for case in cases if case.visibility == "hidden"}

    def said_of(outputs: Mapping[int, Value], *, must_answer: bool) -> dict[int, str]:
        calls = {
            cases[index].name: check_arguments(cases[index].arguments, wanted[index], output)
            for index, output in outputs.items()
        }
        said = check_each(execute, problem, calls, hidden, must_answer=must_answer)
        return {
            index: reason for index, reason in zip(outputs, said, strict=True) if reason is not None
        }

    if not (refusals := said_of(asked, must_answer=must_answer) if asked else {}):
        return {}
    # Only now: accepted outputs need not wait for this check.
    if lies := said_of({index: wanted[index] for index in refusals}, must_answer=True):
        names = ", ".join(cases[index].name for index in lies)
        raise ProblemCodeError(PART, f"it refuses the expected output itself: {names}")
    return refusals


def check_arguments(
    arguments: Mapping[str, Value], expected: Value, got: Value
) -> dict[str, Value]:
    """The arguments of `check`: the case's own, the expected output and the actual one."""
    passed = {f"argument {name}": value for name, value in arguments.items()}
    return passed | {"expected": _plain(expected, expected), "got": _plain(got, expected)}


def check_each(
    execute: Execute,
    problem: Problem,
    calls: Mapping[str, Mapping[str, Value]],
    hidden: Collection[str] = (),
    *,
    must_answer: bool = True,
) -> list[str | None]:
    """The checker's answer to each call: why it refuses the output, or None if it accepts it.

    Args:
        execute: runs the checker.
        problem: the checker's problem.
        calls: see `check_arguments`, by a name for each in messages.
        hidden: the names of calls whose expected output must not leak through an exception: a
            submission can send what makes a careless checker raise, as an assertion that shows
            both outputs.
        must_answer: whether to raise if it raised or gave no answer; else that is a refusal.

    Raises:
        ProblemCodeError: it was stopped; or it raised or gave no answer although it must answer.
        SandboxFailureError: the sandbox failed.
    """
    assert problem.checker is not None  # noqa: S101 - see parse_problem
    harness = problem.harness.calling_instead("check")
    answers = call_each(execute, problem, PART, problem.checker, harness, calls)
    said: list[str | None] = []
    for name, answer in zip(calls, answers, strict=True):
        try:
            said.append(_refusal(name, answer, is_hidden=name in hidden))
        except ProblemCodeError:
            if must_answer:
                raise
            said.append("the problem's checker can't judge the output")
    return said


def warm_up_calls(execute: Execute, problem: Problem, cases: Sequence[Case]) -> tuple[Case, ...]:
    """Calls that run a checker on every shape of the cases, with the reference's own outputs.

    Raises:
        ProblemCodeError: the reference raised or was stopped.
        SandboxFailureError: the sandbox failed.
    """
    arguments = {case.name: case.arguments for case in cases if isinstance(case.tolerance, Custom)}
    harness = problem.harness
    outputs = call_each(execute, problem, "solution", problem.solution, harness, arguments)
    return tuple(
        as_case(name, check_arguments(arguments[name], output, output))
        for name, output in zip(arguments, outputs, strict=True)
        if not isinstance(output, Raised | Unreadable)
    )


def _refusal(name: str, answer: Answer, *, is_hidden: bool) -> str | None:
    match answer:
        case Array(data) if data.dtype.name == "bool" and data.size == 1:
            return None if data.any() else "the output is not right"
        case Constant(str(message)) if message.strip():
            return printable(message.strip().rstrip("."))
        case Raised() as raised:
            said = "" if is_hidden else f": {raised.message}"
            raise ProblemCodeError(PART, f"{name}: {raised.where}{said}")
    raise ProblemCodeError(PART, f"{name}: it must return True, False, or what is wrong as text")


def _plain(value: Value, like: Value) -> Value:
    """The value in containers that can be passed on: dicts, lists and tuples.

    Its arrays get the kinds of those in `like`: a forged frame can name any kind.
    """
    match value, like:
        case Array(data), Array(_, kind):
            return Array(data, kind)
        case Node(type_name), _ if type_name == KEY_TYPE:
            return value
        case Node(_, {"": child}), Node(_, {"": model}):
            return _plain(child, model)
        case Node(type_name, children), Node(_, models):
            plain = {name: _plain(child, models[name]) for name, child in children.items()}
            return Node(type_name if type_name in ("list", "tuple") else "dict", plain)
    return value

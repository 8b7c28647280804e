"""Naming mistakes in the form of a submission's results, for any problem.

They are named if none of the problem's examples explains the failure: what all failing cases have
in common. Outputs and exceptions are untrusted data.
"""

import re
from collections.abc import Collection, Sequence

from graders.comparison.compare import compare
from graders.core.printable import printable
from graders.core.values import Constant, Kind, Value
from graders.grading.structure_mistakes import Fits, Misfit, misfit
from graders.grading.unused_results import UnusedResult
from graders.problem.cases import Case
from graders.problem.comparators import Comparator, Custom, Tolerance
from graders.sandbox.outcomes import Raised, Unreadable

_FUNCTIONS = {"function", "method", "builtin_function_or_method", "PjitFunction", "JitWrapped"}
_ITERATORS = {"generator", "map", "zip", "filter", "enumerate", "range_iterator", "list_iterator"}
_CLASSES = {"type", "ModuleMeta", "GraphDef"}
_NOT_AN_INTEGER = re.compile(
    r"'float' object cannot be interpreted as an integer|by non-int of type 'float'"
    r"|indices must be integers|[Ss]hapes must be 1D sequences of (?:concrete values of )?integer"
)
_WRONG_PARAMETERS = re.compile(
    r"positional arguments? but \d+ (?:was|were) given$"
    r"|^[\w.]+\(\) (?:missing \d|got an unexpected keyword argument)"
)


def common_misfit(
    cases: Sequence[Case],
    answers: Sequence[Value | Unreadable | Raised],
    expected: Sequence[Value],
    accept: Collection[Kind],
) -> Misfit | None:
    """The misfit that all of these cases show; None if there is none, or not the same one.

    Args:
        cases: the cases that a submission failed, except secret ones.
        answers: the submission's answers.
        expected: what the reference returned.
        accept: the kinds of array or number that are interchangeable.
    """
    common: list[Misfit] | None = None
    for case, answer, wanted in zip(cases, answers, expected, strict=True):
        tolerance = Tolerance() if isinstance(case.tolerance, Custom) else case.tolerance

        def fits(one: Value, other: Value, tolerance: Comparator = tolerance) -> bool:
            return compare(one, other, tolerance, accept)[0].kind == "equal"

        shown = _of_answer(wanted, answer, fits, accept)
        if shown is None:
            return None
        names = {each.name for each in (shown, *shown.others)}
        common = [each for each in common or (shown, *shown.others) if each.name in names]
        if not common:
            return None
    return common[0] if common else None


def _of_answer(
    expected: Value, answer: Value | Unreadable | Raised, fits: Fits, accept: Collection[Kind]
) -> Misfit | None:
    match answer:
        case Raised():
            return _of_exception(answer)
        case Unreadable(what):
            return _of_object(what)
        case Constant(None) if expected != Constant(None):
            return Misfit(
                "nothing_returned",
                "The function returns None: it has no return, or a path through it has none. What "
                "is printed is not returned.",
            )
    return misfit((), expected, answer, fits, accept)


def _of_exception(raised: Raised) -> Misfit | None:
    if raised.type != "TypeError":
        return None
    if _NOT_AN_INTEGER.search(raised.message):
        return Misfit(
            "float_for_an_integer",
            "A float stands where Python or JAX needs an integer, as in range, a shape or an "
            "index: convert it with int(...) first.",
        )
    # The call itself raised: no line of the submission was reached.
    if raised.line is None and _WRONG_PARAMETERS.search(raised.message):
        return Misfit(
            "wrong_parameters",
            "What the task asks for can't be called with its arguments: it takes all of them, in "
            "that order, and the constructor of a class by these names.",
        )
    return None


def _of_object(what: str) -> Misfit:
    type_name = what.rpartition(" ")[2]
    if what.startswith("an nnx.Module"):
        return Misfit(
            "module_returned",
            "It returns a module where arrays are expected: its output is module(x), and its "
            "parameters are nnx.state(module, nnx.Param).",
        )
    if type_name in _FUNCTIONS:
        return Misfit("function_returned", "It returns a function: call it, and return the result.")
    if type_name in _ITERATORS:
        return Misfit(
            "iterator_returned",
            f"It returns a {type_name}, which has computed nothing yet: collect what comes from it "
            "with list(...), and make an array of that with jnp.stack where one is expected.",
        )
    if type_name in _CLASSES:
        return Misfit(
            "class_returned",
            "It returns a class, or a GraphDef, the structure of a module without its values: "
            "nnx.split gives both structure and values, nnx.state(module) the values alone.",
        )
    return Misfit(
        "object_returned",
        f"It returns {printable(what)}. An output is made of arrays, numbers and text, in "
        "tuples, lists, dicts and states.",
    )


def not_used(unused: Sequence[UnusedResult]) -> Misfit:
    """The misfit for results that a source does not use; there is at least one."""
    lines = ", ".join(str(each.line) for each in unused)
    return Misfit(
        "result_not_used",
        f"{unused[0].function} changes nothing in place: it returns something new, which is not "
        f"used here (line {lines}). Write it back, as with nnx.update(module, new_state) or "
        "parameter[...] = new_array, or go on with what it returned.",
    )

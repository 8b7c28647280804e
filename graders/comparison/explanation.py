"""Which reason a learner is told: how an output differs from the expected one.

The sentence of each reason stands with it, in `graders.core.reasons.forms` and `.values`.
"""

import dataclasses
from collections import Counter
from collections.abc import Collection, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from graders.comparison.shape_looks import looks
from graders.core.printable import printable, printable_path
from graders.core.reasons.forms import (
    FormReason,
    ItemCountDiffers,
    NamesDiffer,
    NothingReturned,
    ObjectDiffers,
    ShapeDiffers,
    TypeDiffers,
    VariableTypeDiffers,
)
from graders.core.reasons.outputs import OutputReason
from graders.core.reasons.values import (
    FinitenessDiffers,
    TextDiffers,
    ValuesBeyondTolerance,
    ValuesBeyondToleranceInAnyOrder,
    ValuesBeyondUlps,
    ValuesNotExact,
    ValuesReason,
)
from graders.core.values import Array, Constant, Kind, Node, Value
from graders.core.verdict import Comparison, Element
from graders.core.verdict_fields import finite_or_name

_NAMES_SHOWN = 5

_KINDS: dict[Kind, str] = {
    "jax": "jax_array",
    "numpy": "numpy_array",
    "python": "python_number",
}

Item_co = TypeVar("Item_co", bound=Value, covariant=True)


@dataclass(frozen=True, slots=True)
class Pair(Generic[Item_co]):
    """The items at one place of both outputs.

    The path stays in parts until it is shown: a forged tree of long names would take gigabytes
    as joined paths.
    """

    path: tuple[str, ...]
    expected: Item_co
    got: Item_co


def structure(pair: Pair[Value], more_places: int, accept: Collection[Kind]) -> FormReason:
    """How the kind of object differs, or which names a container lacks or should not have."""
    path = printable_path(pair.path)
    match pair.expected, pair.got:
        case Node() as wanted, Node() as given if wanted.type == given.type:
            return _names(path, more_places, wanted, given)
        case Node(wanted_type, {"": _}), Node(given_type, {"": _}):
            # Variables, whose type decides what a transformation does with them.
            return VariableTypeDiffers(
                path, more_places, got=printable(given_type), expected=printable(wanted_type)
            )
        case _, Constant(None) if not path:
            return NothingReturned(path, more_places)
    return ObjectDiffers(
        path, more_places, got=_object(pair.got), expected=_wanted(pair.expected, accept)
    )


def shape(pair: Pair[Array], more_places: int) -> FormReason:
    """Both shapes, and the likely mistake."""
    expected, got = pair.expected.data.shape, pair.got.data.shape
    likeliest = next(looks(expected, got), None)
    return ShapeDiffers(
        printable_path(pair.path), more_places, got=got, expected=expected, looks=likeliest
    )


def dtype(pair: Pair[Array], more_places: int) -> FormReason:
    """Both dtypes."""
    got, expected = (
        f"Python {array.python_type}" if array.is_number else array.data.dtype.name
        for array in (pair.got, pair.expected)
    )
    return TypeDiffers(printable_path(pair.path), more_places, got=got, expected=expected)


def elements(comparison: Comparison, worst: Pair[Value] | None) -> OutputReason | None:
    """How many elements differ, in an unredacted comparison; None for equal outputs."""
    if worst is None:
        return None
    path = printable_path(worst.path)
    mismatched, total = comparison.mismatched or 0, comparison.total or 0
    if comparison.kind == "nonfinite":
        got, expected = _finiteness(comparison.worst[0])
        return FinitenessDiffers(path, mismatched, total, got=got, expected=expected)
    unmeasured = (path, None, None, None, None)
    if isinstance(worst.expected, Constant):
        return TextDiffers(*unmeasured)
    match comparison.comparator:
        case "exact":
            return ValuesNotExact(*unmeasured, mismatched, total)
        case "ulp":
            return ValuesBeyondUlps(*unmeasured, mismatched, total, comparison.max_ulps or 0)
        case "up_to_permutation":
            return ValuesBeyondToleranceInAnyOrder(*unmeasured, mismatched, total)
    return ValuesBeyondTolerance(*unmeasured, mismatched, total)


def measured(reason: OutputReason, comparison: Comparison) -> OutputReason:
    """The reason with how much is off, and the worst element, if the comparison shows them.

    Unlike all other fields, the worst element reveals an expected value.
    """
    if not isinstance(reason, ValuesReason):
        return reason
    if comparison.max_abs_error is not None:
        largest = one_digit(comparison.max_abs_error)
        reason = dataclasses.replace(reason, largest_error=largest)
    if not comparison.worst:
        return reason
    worst = comparison.worst[0]
    if isinstance(worst.got, str) or isinstance(worst.expected, str):
        return reason
    index = f"[{', '.join(map(str, worst.index))}]" if worst.index else ""
    return dataclasses.replace(
        reason,
        worst=f"{worst.path}{index}",
        worst_got=worst.got,
        worst_expected=worst.expected,
    )


def one_digit(error: float) -> float:
    """The error, rounded to one significant digit."""
    return float(f"{error:.0e}")


def _names(path: str, more_places: int, expected: Node, got: Node) -> FormReason:
    wanted, given = expected.children, got.children
    if expected.type in ("list", "tuple") and len(wanted) != len(given):
        return ItemCountDiffers(
            path, more_places, container=expected.type, got=len(given), expected=len(wanted)
        )
    missing = [name for name in wanted if name not in given]
    unexpected = [name for name in given if name not in wanted]
    renamed = _renamed(
        {name: wanted[name] for name in missing}, {name: given[name] for name in unexpected}
    )
    missing = [name for name in missing if name not in renamed]
    unexpected = [name for name in unexpected if name not in renamed.values()]
    return NamesDiffer(
        path,
        more_places,
        missing=_first(missing),
        more_missing=max(len(missing) - _NAMES_SHOWN, 0),
        unexpected=_first(unexpected),
        more_unexpected=max(len(unexpected) - _NAMES_SHOWN, 0),
        renamed=tuple((printable(old), printable(new)) for old, new in renamed.items()),
    )


def _first(names: list[str]) -> tuple[str, ...]:
    return tuple(printable(name) for name in names[:_NAMES_SHOWN])


def _renamed(missing: dict[str, Value], unexpected: dict[str, Value]) -> dict[str, str]:
    """The missing names whose value has a unique form, and appears under another name."""
    if max(len(missing), len(unexpected)) > _NAMES_SHOWN:
        return {}
    wanted = Counter(_form(value) for value in missing.values())
    given = Counter(_form(value) for value in unexpected.values())
    names = {_form(value): name for name, value in unexpected.items()}
    return {
        name: names[form]
        for name, value in missing.items()
        if wanted[form := _form(value)] == given[form] == 1
    }


def _form(value: Value) -> Hashable:
    """The part of a value that does not depend on its numbers."""
    match value:
        case Array(data):
            return data.dtype.name, data.shape
        case Constant(text):
            return text
        case Node(type_name, children):
            return type_name, tuple((name, _form(child)) for name, child in children.items())


def _object(value: Value) -> str:
    match value:
        case Array(_, kind):
            return _KINDS[kind]
        case Constant(None):
            return "none"
        case Constant():
            return "text"
        case Node(type_name, _):
            return printable(type_name)


def _wanted(expected: Value, accept: Collection[Kind]) -> tuple[str, ...]:
    if not isinstance(expected, Array):
        return (_object(expected),)
    return tuple(name for kind, name in _KINDS.items() if kind == expected.kind or kind in accept)


def _finiteness(element: Element) -> tuple[str | None, str | None]:
    """Which of `NaN`, `Infinity`, `-Infinity` and `finite` both are; None for a complex number."""
    if isinstance(element.got, str) or isinstance(element.expected, str):
        return None, None
    got, expected = (
        "finite" if isinstance(told := finite_or_name(value), float) else told
        for value in (element.got, element.expected)
    )
    return got, expected

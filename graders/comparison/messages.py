"""Messages for a learner: how an output differs from the expected one.

Names in the outputs are untrusted: they are escaped and cut before they are shown. Except for
`worst_element`, no message reveals an expected value, only where and how far off the output is, so
all of these may be shown for hidden cases.
"""

import math
from collections import Counter
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from graders.core.values import Array, Constant, Kind, Node, Value
from graders.core.verdict import Comparison, Element

_NAMES_SHOWN = 5
# Limit for a name or a text as shown.
MAX_CHARACTERS = 200

_KINDS: dict[Kind, str] = {
    "jax": "a JAX array",
    "numpy": "a NumPy array",
    "python": "a Python number",
}
# Everything that a secret case reveals: see `graders.comparison.compare.redact`.
_OF_SECRET: dict[str, str] = {
    "structure": "the output has another structure than expected",
    "shape": "an array of the output has another shape than expected",
    "dtype": "an array or number of the output has another type than expected",
    "nonfinite": "values of the output do not match in being finite, infinite or NaN",
    "values": "the output is not right",
}
_FAMILIES = {"b": "bool", "i": "int", "u": "int", "c": "complex"}

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


def structure(pair: Pair[Value], accept: Collection[Kind]) -> str:
    """Say how the kind of object differs, or which names a container lacks or should not have."""
    match pair.expected, pair.got:
        case Node() as wanted, Node() as given if wanted.type == given.type:
            return _names(Pair(pair.path, wanted, given))
        case Node(wanted_type, {"": _}), Node(given_type, {"": _}):
            # Variables, whose type decides what a transformation does with them.
            given_type, wanted_type = _printable(given_type), _printable(wanted_type)
            return f"{_place(pair.path)} is of type {given_type} where {wanted_type} is expected"
        case _, Constant(None) if not any(pair.path):
            return "the function returned None: is a return missing?"
    place = f"{_place(pair.path)} is" if any(pair.path) else "the function returned"
    return f"{place} {_object(pair.got)} where {_wanted(pair.expected, accept)} is expected"


def shape(pair: Pair[Array]) -> str:
    """Name both shapes, and the likely mistake."""
    expected, got = pair.expected.data.shape, pair.got.data.shape
    hint = ""
    if got == (1, *expected):
        hint = "looks like a batch axis was added"
    elif expected == (1, *got):
        hint = "looks like the batch axis was dropped"
    elif [n for n in got if n != 1] == [n for n in expected if n != 1]:
        hint = "they differ only in axes of size 1"
    elif got == expected[::-1]:
        hint = "looks transposed"
    elif sorted(got) == sorted(expected):
        hint = "looks like the axes are in another order"
    elif math.prod(got) == math.prod(expected):
        hint = "looks reshaped"
    message = f"{_place(pair.path)} has shape {got} where {expected} is expected"
    return f"{message}: {hint}" if hint else message


def dtype(pair: Pair[Array]) -> str:
    """Name both dtypes."""
    got, expected = (
        f"the type Python {family(array)}"
        if is_number(array)
        else f"the dtype {array.data.dtype.name}"
        for array in (pair.got, pair.expected)
    )
    return f"{_place(pair.path)} has {got} where {expected} is expected"


def elements(comparison: Comparison, worst: Pair[Value] | None) -> str:
    """Say how many elements differ; empty for equal outputs."""
    if worst is None:
        return ""
    place = _place(worst.path)
    count = f"{comparison.mismatched} of {comparison.total} values"
    single = comparison.mismatched == 1
    if comparison.kind == "nonfinite":
        return (
            f"{count} {'does' if single else 'do'} not match in being finite, infinite or NaN; "
            f"the first, in {place}, {_nonfinite(comparison.worst[0])}"
        )
    if isinstance(worst.expected, Constant):
        return f"{place} is not the expected text"
    where = f", most of all in {place}" if any(worst.path) else ""
    verb = "is" if single else "are"
    match comparison.comparator:
        case "exact":
            return f"{count} {verb} not exactly the expected {'one' if single else 'ones'}{where}"
        case "ulp":
            return f"{count} {verb} off by more than {comparison.max_ulps} ULP{where}"
        case "up_to_permutation":
            where += ", in the order that fits best"
    return f"{count} {verb} off by more than the tolerance{where}"


def of_secret(comparison: Comparison) -> str:
    """Say in which stage the outputs differ, and nothing that an output could choose."""
    return _OF_SECRET.get(comparison.kind, "")


def largest_error(comparison: Comparison) -> str:
    """Say how far the elements are off; empty if the comparison does not show it."""
    if comparison.kind != "values" or comparison.max_abs_error is None:
        return ""
    return f"; the largest error is about {one_digit(comparison.max_abs_error):g}"


def worst_element(comparison: Comparison) -> str:
    """Say which element is the worst, with both values; empty if the comparison does not show it.

    Unlike the other messages, it reveals an expected value.
    """
    if comparison.kind != "values" or not comparison.worst:
        return ""
    worst = comparison.worst[0]
    if isinstance(worst.got, str) or isinstance(worst.expected, str):
        return ""
    index = f"[{', '.join(map(str, worst.index))}]" if worst.index else ""
    place = f"`{worst.path}{index}`" if worst.path or index else "it"
    return f"; {place} is {worst.got:g} where {worst.expected:g} is expected"


def joined(path: Iterable[str]) -> str:
    """The path as shown: names joined by dots, safe to print and to store.

    An empty name is skipped: it stands for what a wrapper such as `nnx.Param` holds.
    """
    return _printable(".".join(name for name in path if name))


def text(value: str | None) -> str:
    """A text leaf as shown."""
    return _printable(value or "")


def is_number(array: Array) -> bool:
    """Whether it is a Python number. A forged frame can claim that, so the shape is checked too."""
    return array.kind == "python" and array.data.ndim == 0


def family(array: Array) -> str:
    """The Python type that fits the dtype."""
    return _FAMILIES.get(array.data.dtype.kind, "float")  # bfloat16 has a kind of its own


def one_digit(error: float) -> float:
    """The error, rounded to one significant digit."""
    return float(f"{error:.0e}")


def _printable(name: str) -> str:
    # Unprintable characters include lone surrogates, which can't be sent as JSON.
    shown = name[:MAX_CHARACTERS]
    if not shown.isprintable():
        shown = "".join(
            c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in shown
        )
    is_cut = max(len(name), len(shown)) > MAX_CHARACTERS
    return shown[:MAX_CHARACTERS] + "..." if is_cut else shown


def _place(path: tuple[str, ...]) -> str:
    return f"`{joined(path)}`" if any(path) else "the output"


def _names(pair: Pair[Node]) -> str:
    place, type_name = _place(pair.path), pair.expected.type
    wanted, given = pair.expected.children, pair.got.children
    if type_name in ("list", "tuple") and len(wanted) != len(given):
        items = "item" if len(given) == 1 else "items"
        return f"{place} is a {type_name} of {len(given)} {items} where {len(wanted)} are expected"
    missing = [name for name in wanted if name not in given]
    unexpected = [name for name in given if name not in wanted]
    renamed = _renamed(
        {name: wanted[name] for name in missing}, {name: given[name] for name in unexpected}
    )
    missing = [name for name in missing if name not in renamed]
    unexpected = [name for name in unexpected if name not in renamed.values()]
    parts = [f"is missing {_listed(missing)}"] if missing else []
    parts += [f"has the unexpected {_listed(unexpected)}"] if unexpected else []
    parts += [
        f"has `{_printable(new)}` where `{_printable(old)}` is expected"
        for old, new in renamed.items()
    ]
    return f"{place} {' and '.join(parts)}" + (": looks renamed" if renamed else "")


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


def _listed(names: list[str]) -> str:
    shown = ", ".join(f"`{_printable(name)}`" for name in names[:_NAMES_SHOWN])
    return f"{shown} and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else shown


def _object(value: Value) -> str:
    match value:
        case Array(_, kind):
            return _KINDS[kind]
        case Constant(None):
            return "None"
        case Constant():
            return "text"
        case Node(type_name, _):
            article = "an" if type_name[:1].lower() in tuple("aeiou") else "a"
            return f"{article} {_printable(type_name)}"


def _wanted(expected: Value, accept: Collection[Kind]) -> str:
    if not isinstance(expected, Array):
        return _object(expected)
    return " or ".join(
        name for kind, name in _KINDS.items() if kind == expected.kind or kind in accept
    )


def _nonfinite(element: Element) -> str:
    if isinstance(element.got, str) or isinstance(element.expected, str):
        return "differs in its real or imaginary part"
    if math.isnan(element.got) and math.isnan(element.expected):
        return "is NaN as expected, but NaN equals nothing here"
    got, expected = (
        "NaN" if math.isnan(x) else f"{x:g}inity" if math.isinf(x) else "a finite number"
        for x in (element.got, element.expected)
    )
    return f"is {got} where {expected} is expected"

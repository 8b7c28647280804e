"""Naming what is wrong with the form of a value: list for array, swapped parts, transposed.

Shapes have `shape_mistakes`. Values are untrusted data.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice

from graders.core.printable import printable, printable_path
from graders.core.values import Array, Constant, Kind, Node, Value
from graders.grading import shape_mistakes

# Parts of larger outputs are not searched for elsewhere: that compares each with each.
_MOST_PARTS = 8
_SEQUENCES = ("list", "tuple")
_NAMED_TYPES = {"list", "tuple", "dict", "State"}
_ADVICE = {
    "State": ": return the nnx.State itself, as nnx.state and nnx.grad give it",
    "tuple": ": return its parts one after the other, as in return a, b",
}

Fits = Callable[[Value, Value], bool]


@dataclass(frozen=True, slots=True)
class Misfit:
    """A mistake in the form of an output: its name in every problem, and how to fix it.

    `others` are less likely alternatives.
    """

    name: str
    text: str
    others: tuple["Misfit", ...] = ()


def misfit(
    path: tuple[str, ...], expected: Value, got: Value, fits: Fits, accept: Collection[Kind]
) -> Misfit | None:
    """The first misfit of a value that does not fit; None if its form is right, or unknown.

    Args:
        path: the place of both in the output.
        expected: what the reference returned.
        got: what the submission returned.
        fits: whether the second is as good as the first.
        accept: the kinds of array or number that are interchangeable.
    """
    place = f"`{printable_path(path)}`" if any(path) else "The output"
    match expected, got:
        case Node(wanted_type, wanted), Node(given_type, given) if (
            wanted_type == given_type and wanted.keys() == given.keys()
        ):
            if swapped := _swapped(place, wanted, given, fits):
                return swapped
            for name, child in wanted.items():
                if not fits(child, given[name]):
                    return misfit((*path, name), child, given[name], fits, accept)
            return None
        case Array(), Array() if got.kind in (expected.kind, *accept):
            return _of_array(place, expected, got, fits)
        case Array(), Array(kind="numpy"):
            return Misfit(
                "numpy_for_jax",
                f"{place} is a NumPy array where a JAX array is expected: compute with jax.numpy, "
                "or convert it with jnp.asarray.",
            )
        case Array(), Array():
            return Misfit(
                "number_for_an_array" if got.kind == "python" else "array_for_a_number",
                f"{place} is of another kind than expected: jnp.asarray makes an array of a "
                "number, and .item() a number of an array.",
            )
        case Array(), Node(type_name, {"": _}):
            return Misfit(
                "variable_for_an_array",
                f"{place} is an object of type {printable(type_name)} where an array is "
                "expected: variable[...] reads the array in it.",
            )
        case _, Node() if _holds(got, expected, fits):
            return Misfit(
                "wrapped",
                f"{place} holds what is expected as one of its parts: return that part alone.",
            )
        case Array(), Node(type_name) if type_name in _SEQUENCES:
            return Misfit(
                "list_for_an_array",
                f"{place} is a {type_name} where one array is expected: jnp.array(...) makes one "
                "of numbers, jnp.stack(...) of arrays.",
            )
        case Array(), Node(type_name):
            return Misfit(
                "container_for_an_array",
                f"{place} is a {printable(type_name)} where one array is expected.",
            )
        case Array(), Constant():
            return Misfit(
                "text_for_a_number", f"{place} is text where a number or an array is expected."
            )
        case Node(), Array():
            return _array_for_parts(place, expected, got, fits)
        case Node(), Node():
            return _of_container(place, expected, got, fits)
    return None


def _swapped(
    place: str, wanted: dict[str, Value], given: dict[str, Value], fits: Fits
) -> Misfit | None:
    """The misfit if the parts are the expected ones in another order."""
    if not 1 < len(wanted) <= _MOST_PARTS:
        return None
    sources: dict[str, str] = {}
    for name, part in wanted.items():
        # A part that fits its own place stays there, even if it fits another.
        for other in (name, *given):
            if other not in sources.values() and fits(part, given[other]):
                sources[name] = other
                break
        else:
            return None
    name, other = next(((a, b) for a, b in sources.items() if a != b), ("", ""))
    if not name:
        return None
    return Misfit(
        "parts_swapped",
        f"{place} has the right parts in another order: what is expected as part "
        f"{printable(name)} is returned as part {printable(other)}.",
    )


def _of_array(place: str, expected: Array, got: Array, fits: Fits) -> Misfit | None:
    if expected.data.shape != got.data.shape:
        found = [
            Misfit(name, f"{place} {text}")
            for name, text in shape_mistakes.explanations(expected.data.shape, got.data.shape)
        ]
        return replace(found[0], others=tuple(found[1:])) if found else None
    if got.data.ndim > 1 and fits(expected, Array(got.data.T, got.kind)):
        return Misfit("transposed", f"{place} is transposed.")
    wanted, given = expected.python_type, got.python_type
    if wanted != given:
        return Misfit(
            f"{given}_for_{wanted}",
            f"{place} is of the type {given} where {wanted} is expected: convert it, a Python "
            f"number with {wanted}(...), an array with .astype(...).",
        )
    if expected.data.dtype != got.data.dtype:
        return Misfit(
            "other_dtype",
            f"{place} has the dtype {got.data.dtype.name} where {expected.data.dtype.name} is "
            "expected. NumPy computes in float64 unless it is told otherwise; .astype(...) "
            "converts.",
        )
    return None


def _array_for_parts(place: str, expected: Node, got: Array, fits: Fits) -> Misfit | None:
    if list(expected.children) == [""]:
        return Misfit(
            "param_replaced",
            f"{place} is a plain array where an {printable(expected.type)} is expected: write "
            "into the parameter, as in layer.kernel[...] = array, which keeps it a parameter.",
        )
    parts = list(expected.children.values())
    for number, part in enumerate(parts[:_MOST_PARTS]):
        if fits(part, got):
            return Misfit(
                "one_part_only",
                f"{place} is part {number} of what is expected, alone: {len(parts)} parts are "
                f"expected, in a {printable(expected.type)}.",
            )
    return Misfit(
        "array_for_parts",
        f"{place} is one array where a {printable(expected.type)} of {len(parts)} parts is "
        "expected: return them one by one, not stacked.",
    )


def _of_container(place: str, expected: Node, got: Node, fits: Fits) -> Misfit | None:
    if list(expected.children) == list(got.children) == [""]:
        return Misfit("other_variable", f"{place} is another type of Variable than expected.")
    if expected.type in _SEQUENCES and got.type in _SEQUENCES:
        return _of_sequence(place, expected, got, fits)
    if expected.type != got.type:
        return Misfit(
            f"{_word(got.type)}_for_{_word(expected.type)}",
            f"{place} is a {printable(got.type)} where a {printable(expected.type)} is "
            f"expected{_ADVICE.get(expected.type, '')}.",
        )
    for part in _some(expected):
        if isinstance(part, Node) and part.children.keys() == got.children.keys():
            return Misfit(
                "level_missing",
                f"{place} is a part of what is expected: one level of names is missing around it.",
            )
    missing = expected.children.keys() - got.children.keys()
    unexpected = got.children.keys() - expected.children.keys()
    if missing and unexpected:
        return Misfit(
            "other_names",
            f"{place} has other names than expected. Names and indices stay those of the whole.",
        )
    if missing:
        return Misfit("entries_missing", f"{place} lacks entries that are expected.")
    return Misfit("entries_added", f"{place} has entries that are not expected.")


def _of_sequence(place: str, expected: Node, got: Node, fits: Fits) -> Misfit:
    if expected.children.keys() == got.children.keys():
        return Misfit(
            f"{got.type}_for_{expected.type}",
            f"{place} is a {got.type} where a {expected.type} is expected: a tuple is written "
            "(a, b), a list [a, b].",
        )
    grouped = [part for part in _some(got) if isinstance(part, Node) and part.type in _SEQUENCES]
    if grouped and len(got.children) < len(expected.children):
        flat = list(
            chain.from_iterable(
                part.children.values() if part in grouped else [part] for part in _some(got)
            )
        )
        wanted = list(expected.children.values())
        if len(flat) == len(wanted) and all(map(fits, wanted, flat)):
            return Misfit(
                "parts_nested",
                f"{place} has the right parts, but some of them in a tuple or list of their own: "
                "return all of them side by side.",
            )
    count = f"{len(got.children)} parts where {len(expected.children)} are expected"
    if len(got.children) < len(expected.children):
        return Misfit("parts_missing", f"{place} has only {count}.")
    return Misfit("parts_added", f"{place} has {count}: return no more than those.")


def _holds(container: Value, wanted: Value, fits: Fits) -> bool:
    return isinstance(container, Node) and any(fits(wanted, part) for part in _some(container))


def _some(node: Node) -> Iterator[Value]:
    """The first parts only: a forged node may have thousands."""
    return islice(node.children.values(), _MOST_PARTS)


def _word(type_name: str) -> str:
    """The type's name for use in a mistake's name: a known one, or "object"."""
    return type_name.lower() if type_name in _NAMED_TYPES else "object"

"""Values as a learner sees them in a verdict: valid JSON, safe to print, and capped."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from graders.core.printable import MAX_CHARACTERS, printable, printable_path
from graders.core.size import places
from graders.core.values import (
    DEFAULT_STREAM,
    KEY_TYPE,
    Array,
    Constant,
    Node,
    Value,
    key_words,
    leaves,
    maker_of,
    rngs_seeds,
    size_of,
)
from graders.core.verdict_bounds import ARGUMENTS_BYTES, VALUE_BYTES, json_bytes
from graders.core.verdict_fields import finite_or_name

_PLACES_SHOWN = 1000
_PARTS_SHOWN = 500


def shown(value: Value, most_bytes: int = VALUE_BYTES) -> object:
    """The value as JSON.

    A Python number or text is shown as itself, a container as an object of its parts by name, a key
    as its second word, an `nnx.Rngs` as its seeds, what a function makes as its name and arguments,
    and another array as its dtype, shape and values. Only dtypes and shapes are shown if all arrays
    together have more than 1000 numbers and lists of them, or the JSON is longer than `most_bytes`.
    Numbers that JSON can't represent are texts. If the value has more than 500 parts, containers
    included, only their number is shown.
    """
    parts = size_of(value).parts
    # Every character takes at least one byte.
    if parts <= _PARTS_SHOWN and _characters(value) <= most_bytes:
        arrays = (leaf.data.shape for leaf in leaves(value) if isinstance(leaf, Array))
        few = sum(map(places, arrays)) <= _PLACES_SHOWN
        for with_values in (True, False) if few else (False,):
            described = _shown(value, with_values=with_values)
            if json_bytes(described) <= most_bytes:
                return described
    return f"({parts} parts)"


def shown_arguments(arguments: Mapping[str, Value]) -> dict[str, object]:
    """The arguments of a call as JSON, by name; see `shown`."""
    described = {name: shown(value) for name, value in arguments.items()}
    if json_bytes(described) > ARGUMENTS_BYTES:
        share = (ARGUMENTS_BYTES - json_bytes(dict.fromkeys(arguments, ""))) // len(arguments)
        described = {name: shown(value, share) for name, value in arguments.items()}
    return described


def _shown(value: Value, *, with_values: bool) -> object:
    match value:
        case Array(data, "python") if data.ndim == 0:
            return plain(data.item())
        case Array(data):
            described: dict[str, object] = {"dtype": data.dtype.name, "shape": list(data.shape)}
            if with_values:
                described["values"] = plain(in_own_digits(data).tolist())
            return described
        case Constant(None):
            return None
        case Constant(text):
            return printable(text or "")
    if (words := key_words(value)) is not None:
        if with_values:
            return {"key": words[..., 1].tolist()}
        return {"dtype": KEY_TYPE, "shape": list(words.shape[:-1])}
    if (seeds := rngs_seeds(value)) is not None:
        if [*seeds] == [DEFAULT_STREAM]:
            return {"rngs": seeds[DEFAULT_STREAM]}
        return {"rngs": {printable_path([name]): seed for name, seed in seeds.items()}}
    parts = {
        printable_path([name]): _shown(child, with_values=with_values)
        for name, child in value.children.items()
    }
    if (maker := maker_of(value)) is not None:
        return {"made_by": printable(maker), "arguments": parts}
    return parts


def in_own_digits(data: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Numbers that are shown by the fewest digits that tell them from all others of their dtype.

    As float64 a float32 would have twice as many, and verdicts are kept: most of one are numbers.
    """
    is_short = data.dtype in (np.float16, np.float32)
    return data.astype(str).astype(np.float64) if is_short else data


def _characters(value: Value) -> int:
    match value:
        case Constant(str(text)):
            return min(len(text), MAX_CHARACTERS)
        case Node(_, children):
            return sum(
                min(len(name), MAX_CHARACTERS) + _characters(child)
                for name, child in children.items()
            )
    return 0


def plain(item: object) -> object:
    """A number, a text, or nested lists and dicts of them, in a form that JSON can represent."""
    if isinstance(item, Mapping):
        return {name: plain(part) for name, part in item.items()}
    if isinstance(item, list):
        return [plain(part) for part in item]
    if isinstance(item, complex):
        return str(item).strip("()")
    return finite_or_name(item) if isinstance(item, float) else item

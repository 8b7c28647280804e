"""Explaining what is wrong in a `problem.toml` or `track.toml`: the key, and the reason."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from graders.core.model_keys import model_keys
from graders.core.near_names import did_you_mean, instead_of
from graders.problem.argument_errors import why_not_generated, why_not_given
from graders.problem.arguments import IDENTIFIER, STREAM_NAME
from graders.problem.comparators import why_no_comparator
from graders.problem.demands import DOTTED_NAME

# The author of the file chooses how long keys and values are.
_MAX_REASONS = 10
_MAX_KEY = 200
_MAX_NAME = 80
_MAX_REASON = 500
# For what has no form that there is, by the type of the error that its union gives.
_WHY: Mapping[str, Callable[[object], str | None]] = {
    "given_argument": why_not_given,
    "generated_argument": why_not_generated,
    "comparator": why_no_comparator,
}
_PATTERNS = {
    IDENTIFIER: "must be an identifier: letters, digits and underscores, with no digit first",
    STREAM_NAME: "must not begin with an underscore",
    DOTTED_NAME: "must be a name with its module, such as nnx.Optimizer or jax.jit",
}
_QUOTED = re.compile(r"'([^']*)'")

_Place = tuple[int | str, ...]


def explain(error: ValidationError, model: type[BaseModel], document: object) -> list[str]:
    """The errors in such a file, one line each: `key: reason`; ten, and how many more.

    The name of the innermost named table follows the key: `generators[0].count (in 'random')`.

    Args:
        error: says what is wrong.
        model: what the file was to be.
        document: what the file holds.
    """
    # Names and keys may contain line breaks.
    lines = [
        " ".join(f"{_key(place)}{_named(document, place)}: {reason}".split())
        for place, reason in _faults(error, model)
    ]
    more = error.error_count() - len(lines)
    return [*lines, f"and {more} more"] if more else lines


def reasons(error: ValidationError, model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    """The first ten faulty keys, as `cases[0].arguments.x`, and what is wrong there."""
    for place, reason in _faults(error, model):
        yield _key(place), reason


def _faults(error: ValidationError, model: type[BaseModel]) -> Iterator[tuple[_Place, str]]:
    for item in error.errors(include_url=False)[:_MAX_REASONS]:
        yield item["loc"], _reason(item, model)[:_MAX_REASON]


def _reason(item: Mapping[str, Any], model: type[BaseModel]) -> str:
    said: str = item["msg"].removeprefix("Value error, ")
    match item:
        case {"type": "missing"}:
            return "missing"
        case {"type": "extra_forbidden", "loc": [*table, key]}:
            return f"unknown key{instead_of(str(key), model_keys(model, table))}"
        case {"type": "string_pattern_mismatch", "ctx": {"pattern": pattern}}:
            return _PATTERNS.get(pattern, said)
        case {"type": "literal_error", "input": str(written), "ctx": {"expected": expected}}:
            return f"{said}{did_you_mean(written, _QUOTED.findall(expected))}"
        case {"type": kind, "input": written} if kind in _WHY:
            return _WHY[kind](written) or said
    return said


def _key(place: Sequence[int | str]) -> str:
    key = ""
    for part in place:
        if isinstance(part, int):
            key += f"[{part}]"
        elif not part.startswith("<"):  # the tag of a union's member: see graders.problem.arguments
            key += f".{part}"
    return key.removeprefix(".")[:_MAX_KEY]


def _named(document: object, place: Sequence[int | str]) -> str:
    """The name, or title, of the innermost table in a list on the way to this place."""
    found, at = "", document
    for part in place:
        match at:
            case Mapping() if part in at:
                at = at[part]
            case list() if isinstance(part, int) and part < len(at):
                at = at[part]
                match at:
                    case {"name": str(name)} | {"title": str(name)}:
                        found = f" (in {name[:_MAX_NAME]!r})"
    return found

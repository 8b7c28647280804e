"""The form for a learner's own input: each parameter's kind and value."""

import json
from dataclasses import dataclass
from typing import Any, get_args

from graders.problem.arguments import NOT_IN_JSON, X64_DTYPES, DtypeName

NUMBER = "number"
KEY = "key"
RNGS = "rngs"
TEXT = "text"
NONE = "none"
CONTAINERS = ("list", "tuple", "dict")
MADE = "made_by"
DTYPES: tuple[str, ...] = tuple(
    dtype for kind in get_args(DtypeName) for dtype in (get_args(kind) or (kind,))
)


def kinds(*, x64: bool) -> dict[str, str]:
    """The options of the select, and their labels; `x64` if the problem has 64-bit arrays."""
    dtypes = [dtype for dtype in DTYPES if x64 or dtype not in X64_DTYPES]
    return {
        NUMBER: "number",
        **{name: f"{name} array" for name in dtypes},
        KEY: "PRNG key (seed)",
        RNGS: "nnx.Rngs (seed)",
        TEXT: "text",
        NONE: "None",
        **{name: f"{name} (as JSON)" for name in CONTAINERS},
        MADE: "made (JSON)",
    }


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter: its name, one of `kinds`, and the value as JSON."""

    name: str
    kind: str
    value: str


def fields(parameters: list[str], sample: dict[str, Any] | None) -> list[Field]:
    """Return the form's fields, filled with a sample's arguments if there is one."""
    return [_field(name, (sample or {}).get(name)) for name in parameters]


def _field(name: str, argument: Any) -> Field:
    match argument:
        case None:
            return Field(name, NUMBER, "")
        case {"dtype": dtype, "values": values}:
            return Field(name, dtype, json.dumps(values))
        case {"key": seed}:
            return Field(name, KEY, json.dumps(seed))
        case {"rngs": seeds}:
            return Field(name, RNGS, json.dumps(seeds))
        case {"none": True}:
            return Field(name, NONE, "")
        case {"list": parts}:
            return Field(name, "list", json.dumps(parts))
        case {"tuple": parts}:
            return Field(name, "tuple", json.dumps(parts))
        case {"made_by": _}:
            return Field(name, MADE, json.dumps(argument))
        case {"dict": parts}:
            return Field(name, "dict", json.dumps(parts))
        case str() if argument not in NOT_IN_JSON:
            return Field(name, TEXT, argument)
    return Field(name, NUMBER, json.dumps(argument))

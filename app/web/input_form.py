"""The form for a learner's own input: each parameter's kind and value."""

import json
from dataclasses import dataclass
from typing import Any, get_args

from graders.problem.arguments import DtypeName

NUMBER = "number"
KEY = "key"
RNGS = "rngs"
DTYPES: tuple[str, ...] = tuple(
    dtype for kind in get_args(DtypeName) for dtype in (get_args(kind) or (kind,))
)
# The options of the select, and their labels.
KINDS = {
    NUMBER: "number",
    **{name: f"{name} array" for name in DTYPES},
    KEY: "PRNG key (seed)",
    RNGS: "nnx.Rngs (seed)",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter: its name, one of `KINDS`, and the value as JSON."""

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
    return Field(name, NUMBER, json.dumps(argument))

"""Types of a verdict's fields: what JSON can tell, within its bounds."""

import math
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from graders.core import verdict_bounds


def finite_or_name(value: float) -> float | str:
    """The number, or its name as text if JSON can't represent it."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


# JSON has no NaN or infinities; they are sent as strings, which Pydantic reads back.
JsonFloat = Annotated[
    float,
    PlainSerializer(finite_or_name, when_used="json"),
    WithJsonSchema(
        {"anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}]},
    ),
]


def cut_at(most_bytes: int) -> BeforeValidator:
    """Cut a text that takes more bytes as JSON."""
    return BeforeValidator(
        lambda text: verdict_bounds.cut(text, most_bytes) if isinstance(text, str) else text
    )


def _first_names(names: Any) -> Any:
    return verdict_bounds.first_names(names) if isinstance(names, list | tuple) else names


# Wherever a verdict's texts come from, they are kept within their bounds.
Name = Annotated[str, cut_at(verdict_bounds.NAME_BYTES)]
Names = Annotated[tuple[str, ...], BeforeValidator(_first_names)]
Message = Annotated[str, cut_at(verdict_bounds.MESSAGE_BYTES)]
Script = Annotated[str, cut_at(verdict_bounds.REPRODUCER_BYTES)]


def _as_json(value: Any) -> Any:
    match value:
        case float():
            return finite_or_name(value)
        case list() | tuple():
            return [_as_json(item) for item in value]
        case dict():
            return {name: _as_json(item) for name, item in value.items()}
    return value


def _kept_parameters(parameters: Any) -> Any:
    return verdict_bounds.cut_within(_as_json(parameters), verdict_bounds.PARAMETERS_BYTES)


# What a message says, for machines: both come from one `Reason`.
ReasonName = Annotated[
    str | None,
    Field(
        description="The name of what `message` says, from the list in the documentation; null in "
        "verdicts of versions before 0.2."
    ),
]
Parameters = Annotated[
    dict[str, Any],
    BeforeValidator(_kept_parameters),
    Field(description="What `message` says in particular, by name."),
]

"""The request to run code without a score."""

from typing import Annotated, Any, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from app.core.texts import WITHOUT_NUL, storable
from app.submissions.requests import EXAMPLE_SOURCE
from graders.grading.runs import MAX_INPUTS
from graders.problem.arguments import KEY_SEED_BITS, MAX_STREAMS, DtypeName

_SEED = {"type": "integer", "minimum": 0, "maximum": 2**KEY_SEED_BITS - 1}
# Their parts are arguments again.
_CONTAINERS: dict[str, dict[str, Any]] = {
    "list": {"type": "array"},
    "tuple": {"type": "array"},
    "dict": {"type": "object"},
    "none": {"const": True},
}
_ARGUMENT = {
    "anyOf": [
        {"type": "number"},
        {"type": "boolean"},
        {
            "type": "object",
            "properties": {
                "dtype": {"enum": list(get_args(DtypeName))},
                "values": {"type": ["array", "number", "boolean", "string"]},
            },
            "required": ["dtype", "values"],
            "additionalProperties": False,
        },
        {
            "type": "object",
            "properties": {"key": _SEED},
            "required": ["key"],
            "additionalProperties": False,
        },
        {
            "type": "object",
            "properties": {
                "rngs": {
                    "anyOf": [
                        _SEED,
                        {
                            "type": "object",
                            "additionalProperties": _SEED,
                            "minProperties": 1,
                            "maxProperties": MAX_STREAMS,
                        },
                    ]
                }
            },
            "required": ["rngs"],
            "additionalProperties": False,
        },
        {
            "type": "object",
            "properties": {"made_by": {"type": "string"}, "arguments": {"type": "object"}},
            "required": ["made_by"],
            "additionalProperties": False,
        },
        *(
            {
                "type": "object",
                "properties": {name: parts},
                "required": [name],
                "additionalProperties": False,
            }
            for name, parts in _CONTAINERS.items()
        ),
        {
            "type": "string",
            "description": "A text; but NaN, Infinity and -Infinity are the floats.",
            **WITHOUT_NUL,
        },
        {"type": "null"},
    ]
}
_INPUTS_SCHEMA = {
    "anyOf": [
        {
            "type": "array",
            "items": {"type": "object", "additionalProperties": _ARGUMENT},
            "minItems": 1,
            "maxItems": MAX_INPUTS,
        },
        {"type": "null"},
    ]
}


class RunRequest(BaseModel):
    """A run: the problem whose function is called, the text of the file, and the inputs."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {"problem": "double", "source": EXAMPLE_SOURCE},
                {
                    "problem": "double",
                    "source": EXAMPLE_SOURCE,
                    "inputs": [{"x": 1.5}, {"x": {"dtype": "float32", "values": [1.0, 2.0]}}],
                },
            ]
        },
    )

    problem: Annotated[str, AfterValidator(storable)] = Field(
        description="The problem's name.", json_schema_extra=WITHOUT_NUL
    )
    source: Annotated[str, AfterValidator(storable)] = Field(
        min_length=1,
        description="The Python file. The problem limits its size.",
        json_schema_extra=WITHOUT_NUL,
    )
    # What is valid depends on the problem, so it is checked once that is known.
    inputs: Annotated[Any, WithJsonSchema(_INPUTS_SCHEMA)] = Field(
        default=None,
        description="The calls: an argument for each parameter, as in a fixed case of the problem. "
        "Without them, the sample cases are run.",
    )

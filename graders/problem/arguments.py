"""How `problem.toml` states a fixed case's arguments, and what all arguments are made of."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from keyword import iskeyword
from typing import Annotated, Any, Literal, get_args

import ml_dtypes
import numpy as np
from pydantic import (
    AfterValidator,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    ValidationInfo,
    field_validator,
)

from graders.core.size import DEFAULT_CAPS
from graders.core.spec import Spec
from graders.core.values import DEFAULT_STREAM


def _not_a_keyword(name: str) -> str:
    if iskeyword(name):
        raise ValueError(f"{name!r} is a Python keyword")
    return name


Identifier = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=80),
    AfterValidator(_not_a_keyword),
]
FloatDtypeName = Literal["float16", "bfloat16", "float32"]
IntegerDtypeName = Literal["int8", "int16", "int32", "uint8", "uint16", "uint32"]
DtypeName = Literal["bool", IntegerDtypeName, FloatDtypeName]
FLOAT_DTYPES: tuple[str, ...] = get_args(FloatDtypeName)
NumberType = Literal["float", "int", "bool"]
_MAX_AXIS = 2**31
_MAX_AXES = DEFAULT_CAPS.axes
Size = Annotated[int, Field(ge=0, le=_MAX_AXIS)]
# What `jax.random.key` accepts if JAX has no 64-bit types.
KEY_SEED_BITS = 31
Seed = Annotated[int, Field(ge=0, lt=2**KEY_SEED_BITS)]
# Of an `nnx.Rngs`.
MAX_STREAMS = 16
StreamName = Annotated[Identifier, StringConstraints(pattern=r"^[^_]")]


# Pydantic puts the tag of a union's member into the path of an error. In brackets it can't be
# mistaken for a key of the file, so that `graders.problem.spec.explain` can omit it.
def _type_tag(value: object) -> str:
    match value:
        case KeyLiteral() | {"key": _}:
            return "<key>"
        case RngsLiteral() | {"rngs": _}:
            return "<rngs>"
        case ArrayLiteral() | Mapping():
            return "<array>"
    return f"<{type(value).__name__}>"


_Bool = Annotated[bool, Tag("<bool>")]
_Int64 = Annotated[int, Field(ge=-(2**63), lt=2**63), Tag("<int>")]
_Float = Annotated[float, Tag("<float>")]
Number = Annotated[
    _Bool | _Int64 | _Float,
    Discriminator(_type_tag, "number", "must be a number, true or false"),
]
Extent = Annotated[
    Annotated[Identifier, Tag("<str>")] | Annotated[Size, Tag("<int>")],
    Discriminator(_type_tag, "size", "must be a size, or the name of an axis"),
]
Shape = Annotated[list[Extent], Field(max_length=_MAX_AXES)]


class ArrayLiteral(Spec):
    """An array argument of a fixed case: nested lists of numbers, passed as a JAX array."""

    dtype: DtypeName
    values: list[Any] | float | int | bool

    # "plain" instead of "after": the union's own errors would name its members.
    @field_validator("values", mode="plain")
    @classmethod
    def _fit_the_dtype(cls, values: Any, info: ValidationInfo) -> Any:
        if len(_shape_of(values)) > _MAX_AXES:
            raise ValueError(f"more than {_MAX_AXES} dimensions")
        if dtype := info.data.get("dtype"):
            for element in _elements(values):
                if not fits(element, dtype):
                    raise ValueError(f"{_written(element)} is not a {dtype} value")
        return values


class KeyLiteral(Spec):
    """A PRNG key of a fixed case, as `jax.random.key` makes it from a seed."""

    key: Seed


class RngsLiteral(Spec):
    """An `nnx.Rngs` of a fixed case, from a seed, or a seed for each of its streams."""

    rngs: Annotated[
        Annotated[Seed, Tag("<seed>")]
        | Annotated[
            dict[StreamName, Seed], Field(min_length=1, max_length=MAX_STREAMS), Tag("<seeds>")
        ],
        Discriminator(lambda given: "<seeds>" if isinstance(given, Mapping) else "<seed>"),
    ]

    def seeds(self) -> dict[str, int]:
        """The seed of each stream, by its name."""
        return self.rngs if isinstance(self.rngs, dict) else {DEFAULT_STREAM: self.rngs}


FixedArgument = Annotated[
    _Bool
    | _Int64
    | _Float
    | Annotated[ArrayLiteral, Tag("<array>")]
    | Annotated[KeyLiteral, Tag("<key>")]
    | Annotated[RngsLiteral, Tag("<rngs>")],
    Discriminator(
        _type_tag,
        "argument",
        "must be a number, an array { dtype, values }, a key { key }, or an nnx.Rngs { rngs }",
    ),
]


def _written(element: object) -> str:
    """As Python writes it, except huge integers: Python refuses more than some thousand digits."""
    is_huge = isinstance(element, int) and element.bit_length() > 64
    return "an integer of more than 64 bits" if is_huge else repr(element)


def _shape_of(values: Any) -> tuple[int, ...]:
    if not isinstance(values, list):
        return ()
    shapes = {_shape_of(part) for part in values}
    if len(shapes) > 1:
        raise ValueError("ragged: the parts of a list differ in shape")
    return (len(values), *(shapes.pop() if shapes else ()))


def _elements(values: Any) -> Iterator[object]:
    if isinstance(values, list):
        for part in values:
            yield from _elements(part)
    else:
        yield values


def fits(element: object, dtype: DtypeName) -> bool:
    """Whether it is a number of this dtype; floats may be rounded, but must not overflow."""
    if dtype == "bool" or isinstance(element, bool):
        return dtype == "bool" and isinstance(element, bool)
    if dtype in FLOAT_DTYPES:
        largest = float(ml_dtypes.finfo(dtype).max)  # type: ignore[no-untyped-call]
        return isinstance(element, int | float) and not (largest < abs(element) < math.inf)
    limits = np.iinfo(dtype)
    return isinstance(element, int) and limits.min <= element <= limits.max


def refuse_repeated(names: list[str]) -> None:
    """Raise a ValueError that names those which occur more than once, if any do."""
    if repeated := sorted(name for name, times in Counter(names).items() if times > 1):
        raise ValueError(f"names must differ: {', '.join(repeated)}")

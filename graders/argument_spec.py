"""How `problem.toml` states one argument of a case: given, constant, or drawn."""

import math
from collections.abc import Iterator, Mapping
from keyword import iskeyword
from typing import Annotated, Any, Literal, Self

import ml_dtypes
import numpy as np
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    ValidationInfo,
    field_validator,
    model_validator,
)

from graders.values import MAX_AXIS, MAX_DIMENSIONS


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
DtypeName = Literal["bool", "int8", "int16", "int32", "uint8", "uint16", "uint32", FloatDtypeName]
NumberType = Literal["float", "int", "bool"]
Size = Annotated[int, Field(ge=0, le=MAX_AXIS)]
# Every integer up to here is exact as a float, which is how most of them are passed.
_MAX_DRAWN = 2**53


class Spec(BaseModel):
    """The base of everything that `problem.toml` says: unknown keys and wrong types are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


# Pydantic puts the tag of a union's member into the path of an error. In brackets it can't be taken
# for a key of the file, so that `problem_spec.explain` can leave it out.
def _type_tag(value: object) -> str:
    if isinstance(value, Mapping | ArrayLiteral):
        return "<array>"
    return f"<{type(value).__name__}>"


def _generated_tag(value: object) -> str | None:
    if isinstance(value, Spec):
        return f"<{type(value).__name__.lower()}>"
    if not isinstance(value, Mapping):
        return None
    for key in ("constant", "axis"):
        if key in value:
            return f"<{key}>"
    return f"<{value.get('distribution')}>"


_Bool = Annotated[bool, Tag("<bool>")]
_Int64 = Annotated[int, Field(ge=-(2**63), lt=2**63), Tag("<int>")]
_Float = Annotated[float, Tag("<float>")]
Number = Annotated[
    _Bool | _Int64 | _Float,
    Discriminator(_type_tag, "number", "must be a number, true or false"),
]
Shape = Annotated[
    list[
        Annotated[
            Annotated[Identifier, Tag("<str>")] | Annotated[Size, Tag("<int>")],
            Discriminator(_type_tag, "size", "must be a size, or the name of an axis"),
        ]
    ],
    Field(max_length=MAX_DIMENSIONS),
]


class ArrayLiteral(Spec):
    """An array argument of a fixed case: nested lists of numbers, given as a JAX array."""

    dtype: DtypeName
    values: list[Any] | float | int | bool

    # "plain" instead of "after": the union's own errors would name its members.
    @field_validator("values", mode="plain")
    @classmethod
    def _fit_the_dtype(cls, values: Any, info: ValidationInfo) -> Any:
        if len(_shape_of(values)) > MAX_DIMENSIONS:
            raise ValueError(f"more than {MAX_DIMENSIONS} dimensions")
        if dtype := info.data.get("dtype"):
            for element in _elements(values):
                if not _fits(element, dtype):
                    raise ValueError(f"{element!r} is not a {dtype} value")
        return values


class Constant(Spec):
    """A generated argument that is the same in every case."""

    constant: Number


class Axis(Spec):
    """A generated argument that is an axis of the grid, passed as a Python number."""

    axis: Identifier
    number: NumberType = "float"


class Integers(Spec):
    """Integers in `low <= n < high`: a Python number, or an array where a shape is given."""

    distribution: Literal["integers"]
    low: Annotated[int, Field(ge=-_MAX_DRAWN, le=_MAX_DRAWN)]
    high: Annotated[int, Field(ge=-_MAX_DRAWN, le=_MAX_DRAWN)]
    number: NumberType = "float"
    dtype: DtypeName | None = None
    shape: Shape | None = None

    @model_validator(mode="after")
    def _range_of_its_type(self) -> Self:
        if self.low >= self.high:
            raise ValueError("low must be below high")
        if (self.shape is None) != (self.dtype is None):
            raise ValueError("shape and dtype are given together, or neither is")
        if self.shape is not None and "number" in self.model_fields_set:
            raise ValueError("number is for Python numbers; an array has a dtype")
        if self.dtype is None and self.number != "bool":
            return self
        target = self.dtype or "bool"
        extremes: list[int | bool] = [self.low, self.high - 1]
        if target == "bool" and extremes[0] >= 0 and extremes[1] <= 1:
            extremes = [bool(n) for n in extremes]
        for extreme in extremes:
            if not _fits(extreme, target):
                raise ValueError(f"{extreme} is not a {target} value")
        return self


class Normal(Spec):
    """Normally distributed values: an array where a shape is given, else a Python float."""

    distribution: Literal["normal"]
    mean: Annotated[float, Field(allow_inf_nan=False)] = 0.0
    std: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1.0
    dtype: FloatDtypeName = "float32"
    shape: Shape | None = None

    @model_validator(mode="after")
    def _array_or_number(self) -> Self:
        _refuse_dtype_without_shape(self)
        return self


class Uniform(Spec):
    """Uniform values: an array where a shape is given, else a Python float.

    They lie in `low <= v < high`, before they are rounded to the dtype.
    """

    distribution: Literal["uniform"]
    low: Annotated[float, Field(allow_inf_nan=False)] = 0.0
    high: Annotated[float, Field(allow_inf_nan=False)] = 1.0
    dtype: FloatDtypeName = "float32"
    shape: Shape | None = None

    @model_validator(mode="after")
    def _range_of_its_type(self) -> Self:
        if self.low >= self.high:
            raise ValueError("low must be below high")
        _refuse_dtype_without_shape(self)
        return self


FixedArgument = Annotated[
    _Bool | _Int64 | _Float | Annotated[ArrayLiteral, Tag("<array>")],
    Discriminator(_type_tag, "argument", "must be a number, or an array {{dtype, values}}"),
]
GeneratedArgument = Annotated[
    Annotated[Constant, Tag("<constant>")]
    | Annotated[Axis, Tag("<axis>")]
    | Annotated[Integers, Tag("<integers>")]
    | Annotated[Normal, Tag("<normal>")]
    | Annotated[Uniform, Tag("<uniform>")],
    Discriminator(
        _generated_tag,
        "argument",
        "must be a table with the key constant, axis, or distribution "
        "(integers, normal or uniform)",
    ),
]


def sized(shape: list[str | int], sizes: Mapping[str, int]) -> tuple[int, ...]:
    """A shape with the names of axes replaced by their sizes."""
    return tuple(sizes[n] if isinstance(n, str) else n for n in shape)


def _refuse_dtype_without_shape(argument: Normal | Uniform) -> None:
    if argument.shape is None and "dtype" in argument.model_fields_set:
        raise ValueError("dtype is for arrays, and there is no shape")


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


def _fits(element: object, dtype: DtypeName) -> bool:
    if dtype == "bool" or isinstance(element, bool):
        return dtype == "bool" and isinstance(element, bool)
    if dtype in ("float16", "bfloat16", "float32"):
        largest = float(ml_dtypes.finfo(dtype).max)  # type: ignore[no-untyped-call]
        return isinstance(element, int | float) and not (largest < abs(element) < math.inf)
    limits = np.iinfo(dtype)
    return isinstance(element, int) and limits.min <= element <= limits.max

"""What a generator's argument can be by itself: constant, an axis, or drawn.

`graders.problem.drawing` draws it.
"""

import math
from collections.abc import Mapping
from typing import Annotated, Literal, Self

import ml_dtypes
import numpy as np
from pydantic import Discriminator, Field, Tag, field_validator, model_validator

from graders.core.strict_spec import Spec
from graders.core.values import DEFAULT_STREAM
from graders.problem.arguments import (
    FLOAT_DTYPES,
    MAX_STREAMS,
    DtypeName,
    Extent,
    FixedArgument,
    FloatDtypeName,
    Identifier,
    IntegerDtypeName,
    NumberType,
    Plain,
    Shape,
    StreamName,
    fits,
    refuse_repeated,
)

# Every integer up to here is exact as a float, which is how most of them are passed.
_MAX_DRAWN = 2**53


class Constant(Spec):
    """A generated argument that is the same in every case: whatever a fixed case can give."""

    constant: FixedArgument


class Axis(Spec):
    """A generated argument that is an axis of the grid, passed as a Python number."""

    axis: Identifier
    number: NumberType = "float"


Bound = Annotated[
    Annotated[int, Field(ge=-_MAX_DRAWN, le=_MAX_DRAWN), Tag("<int>")]
    | Annotated[Identifier, Tag("<str>")],
    Discriminator(
        lambda given: f"<{type(given).__name__}>",
        "bound",
        "must be an integer, or the name of an axis",
    ),
]


class Integers(Spec):
    """Integers in `low <= n < high`: an array if a shape is given, else a Python number.

    The name of an axis is a bound too: its size.
    """

    distribution: Literal["integers"]
    low: Bound
    high: Bound
    number: NumberType = "float"
    dtype: DtypeName | None = None
    shape: Shape | None = None

    @model_validator(mode="after")
    def _array_or_number(self) -> Self:
        if (self.shape is None) != (self.dtype is None):
            raise ValueError("shape and dtype are given together, or neither is")
        if self.shape is not None and "number" in self.model_fields_set:
            raise ValueError("number is for Python numbers; an array has a dtype")
        bounds_are_known = isinstance(self.low, int) and isinstance(self.high, int)
        if bounds_are_known and (reason := self.why_impossible({})):
            raise ValueError(reason)
        return self

    def bounds(self, sizes: Mapping[str, int]) -> tuple[int, int]:
        """`low` and `high`, where the axes have these sizes."""
        low, high = (sizes[n] if isinstance(n, str) else n for n in (self.low, self.high))
        return low, high

    def why_impossible(self, sizes: Mapping[str, int]) -> str | None:
        """Why nothing can be drawn where the axes have these sizes; None if it can."""
        low, high = self.bounds(sizes)
        if low >= high:
            return "low must be below high"
        if self.dtype is None and self.number != "bool":
            return None
        target = self.dtype or "bool"
        extremes: list[int | bool] = [low, high - 1]
        if target == "bool" and extremes[0] >= 0 and extremes[1] <= 1:
            extremes = [bool(n) for n in extremes]
        wrong = next((extreme for extreme in extremes if not fits(extreme, target)), None)
        return None if wrong is None else f"{wrong} is not a {target} value"


class Normal(Spec):
    """Normally distributed values: an array if a shape is given, else a Python float."""

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
    """Uniform values: an array if a shape is given, else a Python float.

    They are in `low <= v < high`, before rounding to the dtype.
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


class Choice(Spec):
    """One of the given numbers or texts, all equally likely; or an array's elements."""

    distribution: Literal["choice"]
    values: Annotated[list[Plain], Field(min_length=1, max_length=1000)]
    dtype: DtypeName | None = None
    shape: Shape | None = None

    @model_validator(mode="after")
    def _of_its_type(self) -> Self:
        if (self.shape is None) != (self.dtype is None):
            raise ValueError("shape and dtype are given together, or neither is")
        for value in self.values:
            if self.dtype is not None and not fits(value, self.dtype):
                raise ValueError(f"{value!r} is not a {self.dtype} value")
        return self


SpecialName = Literal[
    "zero", "negative_zero", "subnormal", "tiny", "max", "lowest", "inf", "negative_inf", "nan"
]
_SPECIAL_INTEGERS = ("zero", "max", "lowest")


class Special(Spec):
    """An array of the dtype's edge values: all of them occur if the array has room.

    `subnormal` is the smallest positive number, and `tiny` the smallest positive normal one.
    """

    distribution: Literal["special"]
    values: Annotated[list[SpecialName], Field(min_length=1)]
    dtype: IntegerDtypeName | FloatDtypeName
    shape: Shape

    @model_validator(mode="after")
    def _of_its_type(self) -> Self:
        for name in self.values:
            if self.dtype not in FLOAT_DTYPES and name not in _SPECIAL_INTEGERS:
                raise ValueError(f"{self.dtype} has no {name}")
        return self

    def numbers(self) -> list[float]:
        """The edge values, in the order of their names."""
        if self.dtype not in FLOAT_DTYPES:
            limits = np.iinfo(self.dtype)
            integers = {"zero": 0, "max": int(limits.max), "lowest": int(limits.min)}
            return [integers[name] for name in self.values]
        info = ml_dtypes.finfo(self.dtype)  # type: ignore[no-untyped-call]
        floats = {
            "zero": 0.0,
            "negative_zero": -0.0,
            "subnormal": float(info.smallest_subnormal),
            "tiny": float(info.smallest_normal),
            "max": float(info.max),
            "lowest": float(info.min),
            "inf": math.inf,
            "negative_inf": -math.inf,
            "nan": math.nan,
        }
        return [floats[name] for name in self.values]


class Permutation(Spec):
    """The integers from 0 to `size` - 1 in random order, as an int32 array."""

    distribution: Literal["permutation"]
    size: Extent

    @property
    def shape(self) -> list[str | int]:
        """The array's only axis."""
        return [self.size]


class Key(Spec):
    """A PRNG key as `jax.random.key` makes it, or an array of keys if a shape is given."""

    distribution: Literal["key"]
    shape: Shape | None = None


class Rngs(Spec):
    """An `nnx.Rngs` with a drawn seed for each of its streams."""

    distribution: Literal["rngs"]
    streams: Annotated[list[StreamName], Field(min_length=1, max_length=MAX_STREAMS)] = Field(
        default=[DEFAULT_STREAM]
    )

    @field_validator("streams")
    @classmethod
    def _differ(cls, streams: list[str]) -> list[str]:
        refuse_repeated(streams)
        return streams

    @property
    def shape(self) -> list[str | int]:
        """How many seeds are drawn, as the shape of an array of them."""
        return [len(self.streams)]


def sized(shape: list[str | int], sizes: Mapping[str, int]) -> tuple[int, ...]:
    """A shape with the names of axes replaced by their sizes."""
    return tuple(sizes[n] if isinstance(n, str) else n for n in shape)


def _refuse_dtype_without_shape(argument: Normal | Uniform) -> None:
    if argument.shape is None and "dtype" in argument.model_fields_set:
        raise ValueError("dtype is for arrays, and there is no shape")

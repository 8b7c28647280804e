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

from graders.core import values
from graders.core.size import DEFAULT_CAPS
from graders.core.strict_spec import Spec
from graders.core.values import (
    DEFAULT_STREAM,
    DTYPES,
    Array,
    Constant,
    Node,
    Value,
    leaves,
    size_of,
)


def _not_a_keyword(name: str) -> str:
    if iskeyword(name):
        raise ValueError(f"{name!r} is a Python keyword")
    return name


IDENTIFIER = r"^[A-Za-z_][A-Za-z0-9_]*$"
Identifier = Annotated[
    str,
    StringConstraints(pattern=IDENTIFIER, max_length=80),
    AfterValidator(_not_a_keyword),
]
FloatDtypeName = Literal["float16", "bfloat16", "float32", "float64"]
IntegerDtypeName = Literal["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
DtypeName = Literal["bool", IntegerDtypeName, FloatDtypeName]
# Those that JAX has only where its 64-bit types are enabled.
X64_DTYPES = ("float64", "int64", "uint64")
FLOAT_DTYPES: tuple[str, ...] = get_args(FloatDtypeName)
NumberType = Literal["float", "int", "bool"]
_MAX_AXIS = 2**31
_MAX_AXES = DEFAULT_CAPS.axes
Size = Annotated[int, Field(ge=0, le=_MAX_AXIS)]
# What `jax.random.key` accepts if JAX has no 64-bit types.
KEY_SEED_BITS = 31
Seed = Annotated[int, Field(ge=0, lt=2**KEY_SEED_BITS)]
# What JSON says instead of the numbers for which it has no word.
NOT_IN_JSON = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
# Of an `nnx.Rngs`.
MAX_STREAMS = 16


def _storable(text: str) -> str:
    # Whatever an author or a learner states ends up in databases.
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("must not contain NUL characters or half of a surrogate pair")
    return text


Text = Annotated[str, AfterValidator(_storable)]
STREAM_NAME = r"^[^_]"
StreamName = Annotated[Identifier, StringConstraints(pattern=STREAM_NAME)]


_TABLES = ("key", "rngs", "list", "tuple", "dict", "none", "made_by")


# Pydantic puts the tag of a union's member into the path of an error. In brackets it can't be
# mistaken for a key of the file, so that `graders.problem.toml_errors` can omit it.
def _type_tag(value: object) -> str | None:
    if isinstance(value, Spec):
        value = {field.alias or name: None for name, field in type(value).model_fields.items()}
    if isinstance(value, Mapping):
        found = (f"<{table} table>" for table in _TABLES if table in value)
        is_array = "dtype" in value or "values" in value
        return next(found, "<array table>" if is_array else None)
    return f"<{type(value).__name__}>"


_Bool = Annotated[bool, Tag("<bool>")]
_Int64 = Annotated[int, Field(ge=-(2**63), lt=2**63), Tag("<int>")]
_Float = Annotated[float, Tag("<float>")]
Plain = Annotated[
    _Bool | _Int64 | _Float | Annotated[Text, Tag("<str>")],
    Discriminator(_type_tag, "plain", "must be a number, true, false or a text"),
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

    def value(self) -> Value:
        """The value that stands for it."""
        return Array(np.asarray(self.values, DTYPES[self.dtype]), "jax")


class KeyLiteral(Spec):
    """A PRNG key of a fixed case, as `jax.random.key` makes it from a seed."""

    key: Seed

    def value(self) -> Value:
        """The value that stands for it."""
        return values.key(np.asarray(self.key, np.uint32))


class RngsLiteral(Spec):
    """An `nnx.Rngs` of a fixed case, from a seed, or a seed for each of its streams."""

    rngs: Annotated[
        Annotated[Seed, Tag("<seed>")]
        | Annotated[
            dict[StreamName, Seed], Field(min_length=1, max_length=MAX_STREAMS), Tag("<seeds>")
        ],
        Discriminator(lambda given: "<seeds>" if isinstance(given, Mapping) else "<seed>"),
    ]

    def value(self) -> Value:
        """The value that stands for it."""
        return values.rngs(
            self.rngs if isinstance(self.rngs, dict) else {DEFAULT_STREAM: self.rngs}
        )


class ListLiteral(Spec):
    """A list of arguments."""

    items: list["FixedArgument"] = Field(alias="list")

    def value(self) -> Value:
        """The value that stands for it."""
        return values.sequence("list", map(given, self.items))


class TupleLiteral(Spec):
    """A tuple of arguments."""

    items: list["FixedArgument"] = Field(alias="tuple")

    def value(self) -> Value:
        """The value that stands for it."""
        return values.sequence("tuple", map(given, self.items))


class DictLiteral(Spec):
    """A dict of arguments, whose keys are texts."""

    items: dict[Text, "FixedArgument"] = Field(alias="dict")

    def value(self) -> Value:
        """The value that stands for it."""
        return Node("dict", {key: given(item) for key, item in self.items.items()})


class NoneLiteral(Spec):
    """None, for which TOML has no word and JSON has null."""

    none: Literal[True]

    def value(self) -> Value:
        """The value that stands for it."""
        return Constant(None)


class MadeLiteral(Spec):
    """What a function of `given.py` makes: a model, a state, parameters, or anything else.

    It is called for each call anew, in its process, with these arguments by name.
    """

    made_by: Identifier
    arguments: dict[Identifier, "FixedArgument"] = Field(default_factory=dict)

    def value(self) -> Value:
        """The value that stands for it."""
        return values.made(self.made_by, {key: given(item) for key, item in self.arguments.items()})


FixedArgument = Annotated[
    _Bool
    | _Int64
    | _Float
    | Annotated[Text, Tag("<str>")]
    | Annotated[None, Tag("<NoneType>")]
    | Annotated[ArrayLiteral, Tag("<array table>")]
    | Annotated[KeyLiteral, Tag("<key table>")]
    | Annotated[RngsLiteral, Tag("<rngs table>")]
    | Annotated[ListLiteral, Tag("<list table>")]
    | Annotated[TupleLiteral, Tag("<tuple table>")]
    | Annotated[DictLiteral, Tag("<dict table>")]
    | Annotated[NoneLiteral, Tag("<none table>")]
    | Annotated[MadeLiteral, Tag("<made_by table>")],
    Discriminator(
        _type_tag,
        "given_argument",
        "must be a number, a text, an array { dtype, values }, or a table with the key "
        "key, rngs, list, tuple, dict, none or made_by",
    ),
]
ListLiteral.model_rebuild()
TupleLiteral.model_rebuild()
DictLiteral.model_rebuild()
MadeLiteral.model_rebuild()


def given(argument: FixedArgument) -> Value:
    """The value of an argument that the problem gives."""
    match argument:
        case Spec():
            return argument.value()
        case str() | None:
            return Constant(argument)
    return values.number(argument)


def x64_dtype_of(value: Value) -> str | None:
    """The dtype of a JAX array in the value that takes 64-bit types; None if none does."""
    for leaf in leaves(value):
        if isinstance(leaf, Array) and leaf.kind == "jax" and leaf.data.dtype.name in X64_DTYPES:
            return leaf.data.dtype.name
    return None


def check_size(arguments: Mapping[str, Value]) -> None:
    """Raise an OversizedValueError, which is a ValueError, if they can't be passed together."""
    size_of(Node("dict", dict(arguments)), DEFAULT_CAPS)


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

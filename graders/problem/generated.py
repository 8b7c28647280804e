"""How `problem.toml` states a generator's arguments: one by itself, or a container of them."""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

from pydantic import Discriminator, Field, Tag

from graders.core import values
from graders.core.near_names import instead_of
from graders.core.strict_spec import Spec
from graders.core.values import Node, Value, sequence, size_of
from graders.problem.arguments import (
    X64_DTYPES,
    FixedArgument,
    Identifier,
    Text,
    check_size,
    given,
    x64_dtype_of,
)
from graders.problem.distributions import (
    Axis,
    Choice,
    Constant,
    Integers,
    Key,
    Normal,
    Permutation,
    Rngs,
    Special,
    Uniform,
    sized,
)
from graders.problem.grid import Grid


class GeneratedList(Spec):
    """A list of generated arguments."""

    items: list["GeneratedArgument"] = Field(alias="list")


class GeneratedTuple(Spec):
    """A tuple of generated arguments."""

    items: list["GeneratedArgument"] = Field(alias="tuple")


class GeneratedDict(Spec):
    """A dict of generated arguments, whose keys are texts."""

    items: dict[Text, "GeneratedArgument"] = Field(alias="dict")


class GeneratedMade(Spec):
    """What a function of `given.py` makes of generated arguments; see `MadeLiteral`."""

    made_by: Identifier
    arguments: dict[Identifier, "GeneratedArgument"] = Field(default_factory=dict)


GeneratedContainer = GeneratedList | GeneratedTuple | GeneratedDict | GeneratedMade


def _generated_tag(value: object) -> str | None:
    if isinstance(value, GeneratedMade):
        return "<made_by>"
    if isinstance(value, Spec):
        return f"<{type(value).__name__.lower().removeprefix('generated')}>"
    if not isinstance(value, Mapping):
        return None
    for key in ("constant", "axis", "list", "tuple", "dict", "made_by"):
        if key in value:
            return f"<{key}>"
    return f"<{value.get('distribution')}>"


Drawn = Axis | Integers | Normal | Uniform | Choice | Special | Permutation | Key | Rngs
Single = Constant | Drawn
GeneratedArgument = Annotated[
    Annotated[Constant, Tag("<constant>")]
    | Annotated[Axis, Tag("<axis>")]
    | Annotated[Integers, Tag("<integers>")]
    | Annotated[Normal, Tag("<normal>")]
    | Annotated[Uniform, Tag("<uniform>")]
    | Annotated[Choice, Tag("<choice>")]
    | Annotated[Special, Tag("<special>")]
    | Annotated[Permutation, Tag("<permutation>")]
    | Annotated[Key, Tag("<key>")]
    | Annotated[Rngs, Tag("<rngs>")]
    | Annotated[GeneratedList, Tag("<list>")]
    | Annotated[GeneratedTuple, Tag("<tuple>")]
    | Annotated[GeneratedDict, Tag("<dict>")]
    | Annotated[GeneratedMade, Tag("<made_by>")],
    Discriminator(
        _generated_tag,
        "generated_argument",
        "must be a table with the key constant, axis, list, tuple, dict, made_by, or distribution "
        "(integers, normal, uniform, choice, special, permutation, key or rngs)",
    ),
]


GeneratedList.model_rebuild()
GeneratedTuple.model_rebuild()
GeneratedDict.model_rebuild()
GeneratedMade.model_rebuild()


def parts(argument: GeneratedContainer) -> Iterator[tuple[int | str, GeneratedArgument]]:
    """Each argument in a container by its index or key."""
    match argument:
        case GeneratedList(items=items) | GeneratedTuple(items=items):
            yield from enumerate(items)
        case GeneratedDict(items=named) | GeneratedMade(arguments=named):
            yield from named.items()


def container(argument: GeneratedContainer, items: Iterable[Value]) -> Node:
    """The container with these values, in the order of its parts."""
    match argument:
        case GeneratedDict(items=named):
            return Node("dict", dict(zip(named, items, strict=True)))
        case GeneratedMade(made_by=function, arguments=named):
            return values.made(function, dict(zip(named, items, strict=True)))
        case GeneratedList():
            return sequence("list", items)
    return sequence("tuple", items)


def singles(argument: GeneratedArgument) -> Iterator[Single]:
    """The argument by itself, or those in the container, however deep."""
    if isinstance(argument, GeneratedContainer):
        for _, part in parts(argument):
            yield from singles(part)
    else:
        yield argument


def axes_of(argument: GeneratedArgument) -> list[str]:
    """The axes that it names."""
    named: list[str | int] = []
    for single in singles(argument):
        if isinstance(single, Integers):
            named += [single.low, single.high]
        if isinstance(single, Axis):
            named.append(single.axis)
        elif not isinstance(single, Constant):
            named += single.shape or []
    return [axis for axis in named if isinstance(axis, str)]


def why_impossible(argument: GeneratedArgument, sizes: Mapping[str, int]) -> str | None:
    """Why it can't be drawn where the axes have these sizes; None if it can."""
    reasons = (s.why_impossible(sizes) for s in singles(argument) if isinstance(s, Integers))
    return next(filter(None, reasons), None)


def x64_dtype(argument: FixedArgument | GeneratedArgument) -> str | None:
    """The dtype in it that takes JAX's 64-bit types; None if none does."""
    if isinstance(argument, GeneratedContainer):
        return next(filter(None, (x64_dtype(part) for _, part in parts(argument))), None)
    if isinstance(argument, Drawn):
        dtype = getattr(argument, "dtype", None)
        return dtype if dtype in X64_DTYPES else None
    return x64_dtype_of(given(argument.constant if isinstance(argument, Constant) else argument))


def drawn_count(argument: GeneratedArgument, sizes: Mapping[str, int]) -> int:
    """How many numbers are drawn for it; each part of a container counts as one at least."""
    match argument:
        case GeneratedList() | GeneratedTuple() | GeneratedDict() | GeneratedMade():
            return sum(max(drawn_count(part, sizes), 1) for _, part in parts(argument))
        case Axis():
            return 0
        case Constant(constant=constant):
            return size_of(given(constant)).parts if isinstance(constant, Spec) else 0
    # An axis of size 0 must not hide other axes beyond what NumPy can describe.
    return math.prod(max(size, 1) for size in sized(argument.shape or [], sizes))


def refuse_misfits(arguments: Mapping[str, GeneratedArgument], grid: Grid | None) -> None:
    """Raise a ValueError that says which argument can't be drawn over this grid, and why."""
    check_size({name: _outline(argument) for name, argument in arguments.items()})
    axes, rows = ([], [{}]) if grid is None else (grid.axes, grid.rows())
    for name, argument in arguments.items():
        for axis in axes_of(argument):
            if axis not in axes:
                raise ValueError(f"{name} uses the axis {axis!r}, which {_lacking(axis, grid)}")
        for row in rows:
            if reason := why_impossible(argument, row):
                sizes = ", ".join(f"{axis} = {size}" for axis, size in row.items())
                raise ValueError(f"{name}: {reason} where {sizes}")


def _lacking(axis: str, grid: Grid | None) -> str:
    if grid is None:
        return "needs a grid, and the generator has none"
    return f"the generator's grid lacks{instead_of(axis, grid.axes)}"


def _outline(argument: GeneratedArgument) -> Value:
    """Its parts, with None for each that is drawn."""
    match argument:
        case Constant(constant=constant):
            return given(constant)
        case GeneratedList() | GeneratedTuple() | GeneratedDict() | GeneratedMade():
            return container(argument, (_outline(part) for _, part in parts(argument)))
    return values.Constant(None)

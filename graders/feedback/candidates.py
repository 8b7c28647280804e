"""Inputs that are easier to understand than those of a problem's cases: smaller and simpler.

All stay within what a generator allows: its sizes are those of its grid, and its values those that
its distributions can give. They depend only on the problem, and no submission is judged on them.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from graders.core import values
from graders.problem.cases import Case, draw_arguments, make_case
from graders.problem.distributions import (
    Integers,
    Key,
    Normal,
    Rngs,
    Uniform,
    sized,
)
from graders.problem.generated import (
    GeneratedArgument,
    GeneratedContainer,
    container,
    parts,
    why_impossible,
)
from graders.problem.spec import Generator, ProblemSpec

# After the first of a set of sizes, the others are cheap: nothing has to be compiled for them.
_MOST_VALUES = 8
_MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class Sizes:
    """One size for each axis of a generator's grid."""

    generator: Generator
    by_axis: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, generator: Generator, by_axis: Mapping[str, int]) -> "Sizes":
        """Create from the sizes by axis name."""
        return cls(generator, tuple(by_axis.items()))

    @property
    def total(self) -> int:
        """The measure that the search minimises."""
        return sum(size for _, size in self.by_axis)


def rows(generator: Generator) -> list[Sizes]:
    """The rows of a generator's grid: a problem in use has programs compiled for them."""
    return [Sizes.of(generator, row) for row in generator.rows()]


def below(sizes: Sizes) -> list[Sizes]:
    """Smaller sizes that may be in no row: every axis at its smallest, or all but one, in order.

    No axis is smaller than in some row: below that, the problem may make no sense.
    """
    least = {axis: min(row[axis] for row in sizes.generator.rows()) for axis, _ in sizes.by_axis}
    some = [Sizes.of(sizes.generator, least)]
    some += [Sizes.of(sizes.generator, {**least, axis: size}) for axis, size in sizes.by_axis]
    smaller = {one.by_axis: one for one in some if one.total < sizes.total}
    return sorted(smaller.values(), key=lambda one: one.total)


def cases(spec: ProblemSpec, sizes: Sizes) -> tuple[Case, ...]:
    """Cases of these sizes: the simplest values first, the drawn values last.

    There are none if the sizes leave an argument nothing to be drawn from.
    """
    generator, by_axis = sizes.generator, dict(sizes.by_axis)
    arguments = spec.generated_arguments(generator)
    if any(why_impossible(argument, by_axis) for argument in arguments.values()):
        return ()
    drawn = draw_arguments(spec, generator, by_axis, "smaller", generator.name, *by_axis.values())
    choices = {
        name: _choices(argument, by_axis, drawn[name]) for name, argument in arguments.items()
    }
    picks = _simplest_first([len(of_one) for of_one in choices.values()])
    return tuple(
        shown_in_full(
            make_case(
                spec,
                generator,
                generator.name,
                {name: choices[name][level] for name, level in zip(choices, pick, strict=True)},
            )
        )
        for pick in picks
    )


def _simplest_first(counts: Sequence[int]) -> list[tuple[int, ...]]:
    """The choices for the arguments: in order of their sum, and all last choices at the end."""
    last = tuple(count - 1 for count in counts)
    picks = [tuple(0 for _ in counts)]
    for pick in picks:  # The list grows during the loop.
        for index, level in enumerate(pick):
            next_pick = (*pick[:index], level + 1, *pick[index + 1 :])
            if level < last[index] and next_pick not in picks:
                picks.append(next_pick)
        if len(picks) >= _MOST_VALUES:
            break
    kept = picks[: _MOST_VALUES - 1]
    return kept if last in kept else [*kept, last]


def shown_in_full(case: Case) -> Case:
    """The same call, as a case with nothing to hide."""
    return replace(case, visibility="sample", fixed=False)


def _choices(
    argument: GeneratedArgument, sizes: Mapping[str, int], drawn: values.Value
) -> list[values.Value]:
    """Values for the argument, the simplest first, the drawn one last."""
    if not isinstance(argument, GeneratedContainer):
        return [*_simple_values(argument, sizes), drawn]
    assert isinstance(drawn, values.Node)  # noqa: S101
    of_parts = [
        _choices(part, sizes, child)
        for (_, part), child in zip(parts(argument), drawn.children.values(), strict=True)
    ]
    # All parts get less simple together; the last of a part's choices serves for the rest.
    return [
        container(argument, (choices[min(level, len(choices) - 1)] for choices in of_parts))
        for level in range(max(map(len, of_parts), default=1))
    ]


def _simple_values(argument: GeneratedArgument, sizes: Mapping[str, int]) -> Iterator[values.Value]:
    """Simple values for the argument, the simplest first; empty if only a draw will do."""
    if isinstance(argument, Key):
        yield values.key(np.zeros(sized(argument.shape or [], sizes), np.uint32))
    if isinstance(argument, Rngs):
        yield values.rngs(dict.fromkeys(argument.streams, 0))
    if not isinstance(argument, Integers | Normal | Uniform):
        return
    shape = None if argument.shape is None else sized(argument.shape, sizes)
    filled = [number for number in (0, 1) if _allows(argument, sizes, number)]
    if not filled and not isinstance(argument, Normal):
        filled = [argument.bounds(sizes)[0]] if isinstance(argument, Integers) else []
    if shape is None or argument.dtype is None:
        number = {"float": float, "int": int, "bool": bool}[
            argument.number if isinstance(argument, Integers) else "float"
        ]
        yield from (values.number(number(one)) for one in filled)
        return
    dtype = values.DTYPES[argument.dtype]
    yield from (values.Array(np.full(shape, one, dtype), "jax") for one in filled)
    size = math.prod(shape)
    if 1 < size <= _MOST_COUNTED and all(_allows(argument, sizes, n) for n in (1, size)):
        yield values.Array(np.arange(1, size + 1).astype(dtype).reshape(shape), "jax")


def _allows(argument: Integers | Normal | Uniform, sizes: Mapping[str, int], number: int) -> bool:
    if isinstance(argument, Normal):
        return True
    low, high = (
        argument.bounds(sizes) if isinstance(argument, Integers) else (argument.low, argument.high)
    )
    return low <= number < high

"""Drawing a generator's arguments from streams of random words, each of which has a name.

The same stream gives the same value, bit for bit, under every Python and NumPy version. NumPy keeps
only the raw words of a bit generator stable, not what `Generator` makes of them, and its logarithms
differ between processors. So the words come from Philox, and this module or `statistics.NormalDist`
turns them into numbers.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

from graders.core import values
from graders.problem.arguments import KEY_SEED_BITS, NumberType, given
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
from graders.problem.generated import (
    GeneratedArgument,
    GeneratedDict,
    GeneratedList,
    GeneratedMade,
    GeneratedTuple,
    container,
    parts,
)


def draw(
    argument: GeneratedArgument, sizes: Mapping[str, int], stream: tuple[int | str, ...]
) -> values.Value:
    """A value for the argument where the axes have these sizes.

    The parts of a container have streams of their own, named by their place.
    """
    match argument:
        case Constant(constant=constant):
            return given(constant)
        case Axis(axis=axis, number=number):
            return _number(number, sizes[axis])
        case GeneratedList() | GeneratedTuple() | GeneratedDict() | GeneratedMade():
            items = (draw(part, sizes, (*stream, place)) for place, part in parts(argument))
            return container(argument, items)
    shape = sized(argument.shape or [], sizes)
    words = random_words(math.prod(shape), *stream)
    match argument:
        case Key():
            return values.key(_seeds(words).reshape(shape))
        case Rngs(streams=streams):
            return values.rngs(dict(zip(streams, _seeds(words).tolist(), strict=True)))
        case Permutation():
            return values.Array(np.argsort(words, kind="stable").astype(np.int32), "jax")
    drawn = _transform(argument, sizes, words.tolist())
    if argument.shape is None or argument.dtype is None:
        match argument:
            case Choice():
                return given(drawn[0])
            case Integers(number=number):
                return _number(number, drawn[0])
        return _number("float", drawn[0])
    return values.Array(np.asarray(drawn, values.DTYPES[argument.dtype]).reshape(shape), "jax")


def _number(number: NumberType, value: float) -> values.Value:
    return values.number({"float": float, "int": int, "bool": bool}[number](value))


def _transform(
    argument: Integers | Normal | Uniform | Choice | Special,
    sizes: Mapping[str, int],
    words: list[int],
) -> list[Any]:
    """Numbers of the distribution, or a choice's texts: one for each uniform 64-bit word."""
    match argument:
        case Integers():
            low, high = argument.bounds(sizes)
            return [low + ((high - low) * word >> 64) for word in words]
        case Normal(mean=mean, std=std):
            distribution = NormalDist(mean, std)
            # The middle of one of 2**52 equal steps: exact as a float, and never 0 or 1.
            return [distribution.inv_cdf(((word >> 12) + 0.5) * 2**-52) for word in words]
        case Uniform(low=low, high=high):
            return [low + (high - low) * ((word >> 11) * 2**-53) for word in words]
        case Choice(values=choices):
            return [choices[len(choices) * word >> 64] for word in words]
        case Special():
            edges = argument.numbers()
            # Cycle through them, so that none is missing, then shuffle.
            places = sorted(range(len(words)), key=words.__getitem__)
            return [edges[place % len(edges)] for place in places]


def draw_seed(*stream: int | str) -> int:
    """A seed of 31 bits: the same for the same stream, and another for every other."""
    return int(_seeds(random_words(1, *stream))[0])


def _seeds(words: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint32]:
    return (words >> np.uint64(64 - KEY_SEED_BITS)).astype(np.uint32)


def random_words(count: int, *stream: int | str) -> npt.NDArray[np.uint64]:
    """So many uniform words of 64 bits: the same for the same stream."""
    key = hashlib.sha256(json.dumps(stream).encode()).digest()[:16]
    bits = np.random.Philox(key=int.from_bytes(key, "little"))
    return np.asarray(bits.random_raw(count), np.uint64)

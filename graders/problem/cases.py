"""The cases of one submission: the fixed ones, and those drawn by its seed.

Hidden fixed cases come last. Their arguments are the same for every submission and are shown to
nobody, but one process gets all cases in order, so its answer in one case can reveal what it saw in
an earlier one. With this order, everything in a verdict that a submission can choose was sent
before the submission saw any of them.

The same spec and seed give the same cases, bit for bit, under every Python and NumPy version. NumPy
keeps only the raw words of a bit generator stable, not what `Generator` makes of them, and its
logarithms differ between processors. So the words come from Philox, and this module or
`statistics.NormalDist` turns them into numbers.

Every argument of every case has its own stream, named by the seed, the generator, the case's number
and the argument. So adding a case, a generator or an argument changes no other draw.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from graders.core import values
from graders.core.limits import Probe
from graders.core.verdict import Visibility
from graders.problem.arguments import (
    KEY_SEED_BITS,
    ArrayLiteral,
    FixedArgument,
    KeyLiteral,
    NumberType,
    RngsLiteral,
)
from graders.problem.comparators import Comparator
from graders.problem.distributions import (
    Axis,
    Choice,
    Constant,
    GeneratedArgument,
    Integers,
    Key,
    Normal,
    Permutation,
    Rngs,
    Special,
    Uniform,
    sized,
)
from graders.problem.spec import FixedCase, Generator, ProblemSpec, PythonGenerator


@dataclass(frozen=True, slots=True)
class Case:
    """One call: its arguments in the order of the parameters, and how its output is judged.

    `fixed` means that the arguments are given in the problem, not drawn. `message` is what the
    problem's author says to a learner who fails it.
    """

    name: str
    visibility: Visibility
    weight: float
    tolerance: Comparator
    probe: Probe | None
    fixed: bool
    arguments: dict[str, values.Value]
    message: str | None = None

    @property
    def is_secret(self) -> bool:
        """Whether it is hidden and its arguments come again: no verdict may reveal them."""
        return self.visibility == "hidden" and self.fixed


def draw_cases(spec: ProblemSpec, seed: int) -> tuple[Case, ...]:
    """The fixed samples in the order of the file, the cases of each generator, the secret cases.

    Cases of Python generators are missing, as only the sandbox can make them: see
    `graders.execution.generation`.

    A generator takes the rows of its grid in an order drawn by the seed, and starts again after
    the last: if `count` is at least the number of rows, every row is used.
    """
    drawn = [case for generator in spec.generators for case in _drawn(spec, generator, seed)]
    return secret_last([*fixed_cases(spec), *drawn])


def fixed_cases(spec: ProblemSpec) -> tuple[Case, ...]:
    """The cases that `draw_cases` returns for every seed, in the same order."""
    return secret_last(
        make_case(spec, case, case.name, {k: _given(v) for k, v in case.arguments.items()})
        for case in spec.cases
    )


def secret_last(cases: Iterable[Case]) -> tuple[Case, ...]:
    """The cases in the order in which a submission gets them: secret ones last."""
    return tuple(sorted(cases, key=lambda case: case.is_secret))


def draw_warm_up_cases(spec: ProblemSpec) -> tuple[Case, ...]:
    """Cases with every set of shapes that `draw_cases` uses, except for hidden fixed cases.

    A submission can read them, so they hold nothing hidden: their draws are used for nothing else.
    """
    samples = [case for case in spec.cases if case.visibility == "sample"]
    every_row = [
        generator.model_copy(
            update={
                "name": f"warm-up of {generator.name}",
                "count": len(generator.grid.shapes),
            }
        )
        for generator in spec.generators
    ]
    return draw_cases(spec.model_copy(update={"cases": samples, "generators": every_row}), 0)


def drawn_sizes(generator: Generator, seed: int) -> list[dict[str, int]]:
    """The sizes of each of a generator's cases, by axis name."""
    rows = generator.grid.rows()
    order = np.argsort(_words(len(rows), seed, generator.name), kind="stable")
    return [rows[order[index % len(rows)]] for index in range(generator.count)]


def draw_arguments(
    generator: Generator, sizes: Mapping[str, int], *stream: int | str
) -> dict[str, values.Value]:
    """Arguments of these sizes; the same stream gives the same, and another gives others."""
    return {
        parameter: _draw(argument, sizes, (*stream, parameter))
        for parameter, argument in generator.arguments.items()
    }


def _drawn(spec: ProblemSpec, generator: Generator, seed: int) -> list[Case]:
    sizes = drawn_sizes(generator, seed)
    return [
        make_case(
            spec,
            generator,
            name,
            draw_arguments(generator, sizes[index], seed, generator.name, index),
        )
        for index, name in enumerate(generator.case_names())
    ]


def make_case(
    spec: ProblemSpec,
    entry: FixedCase | Generator | PythonGenerator,
    name: str,
    arguments: Mapping[str, values.Value],
) -> Case:
    """A case of an entry in `problem.toml`, with these arguments."""
    return Case(
        name=name,
        visibility=entry.visibility,
        weight=entry.weight,
        tolerance=entry.tolerance or spec.tolerance,
        probe=entry.probe,
        fixed=isinstance(entry, FixedCase),
        arguments={parameter: arguments[parameter] for parameter in spec.entry_point.parameters},
        message=entry.message,
    )


def _given(argument: FixedArgument) -> values.Value:
    match argument:
        case ArrayLiteral():
            return values.Array(np.asarray(argument.values, values.DTYPES[argument.dtype]), "jax")
        case KeyLiteral(key=seed):
            return values.key(np.asarray(seed, np.uint32))
        case RngsLiteral():
            return values.rngs(argument.seeds())
    return values.number(argument)


def _draw(
    argument: GeneratedArgument, sizes: Mapping[str, int], stream: tuple[int | str, ...]
) -> values.Value:
    match argument:
        case Constant(constant=constant):
            return values.number(constant)
        case Axis(axis=axis, number=number):
            return _number(number, sizes[axis])
    shape = sized(argument.shape or [], sizes)
    words = _words(math.prod(shape), *stream)
    match argument:
        case Key():
            return values.key(_seeds(words).reshape(shape))
        case Rngs(streams=streams):
            return values.rngs(dict(zip(streams, _seeds(words).tolist(), strict=True)))
        case Permutation():
            return values.Array(np.argsort(words, kind="stable").astype(np.int32), "jax")
    drawn = _transform(argument, words.tolist())
    if argument.shape is None or argument.dtype is None:
        match argument:
            case Choice():
                return values.number(drawn[0])
            case Integers(number=number):
                return _number(number, drawn[0])
        return _number("float", drawn[0])
    return values.Array(np.asarray(drawn, values.DTYPES[argument.dtype]).reshape(shape), "jax")


def _number(number: NumberType, value: float) -> values.Value:
    return values.number({"float": float, "int": int, "bool": bool}[number](value))


def _transform(
    argument: Integers | Normal | Uniform | Choice | Special, words: list[int]
) -> list[int] | list[float]:
    """Numbers of the distribution from uniform 64-bit words, one number for each word."""
    match argument:
        case Integers(low=low, high=high):
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
    return int(_seeds(_words(1, *stream))[0])


def _seeds(words: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint32]:
    return (words >> np.uint64(64 - KEY_SEED_BITS)).astype(np.uint32)


def _words(count: int, *stream: int | str) -> npt.NDArray[np.uint64]:
    key = hashlib.sha256(json.dumps(stream).encode()).digest()[:16]
    bits = np.random.Philox(key=int.from_bytes(key, "little"))
    return np.asarray(bits.random_raw(count), np.uint64)

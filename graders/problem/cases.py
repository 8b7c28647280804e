"""The cases of one submission: the fixed ones, and those drawn by its seed.

Hidden fixed cases come last. Their arguments are the same for every submission and are shown to
nobody, but one process gets all cases in order, so its answer in one case can reveal what it saw in
an earlier one. With this order, everything in a verdict that a submission can choose was sent
before the submission saw any of them.

Every argument of every case has its own stream, named by the seed, the generator, the case's number
and the argument. So adding a case, a generator or an argument changes no other draw.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from graders.core import values
from graders.core.limits import Probe
from graders.core.verdict import Visibility
from graders.problem.arguments import given
from graders.problem.comparators import Comparator
from graders.problem.drawing import draw, random_words
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
        make_case(
            spec, case, case.name, {k: given(v) for k, v in spec.given_arguments(case).items()}
        )
        for case in spec.cases
    )


def secret_last(cases: Iterable[Case]) -> tuple[Case, ...]:
    """The cases in the order in which a submission gets them: secret ones last."""
    return tuple(sorted(cases, key=lambda case: case.is_secret))


def names_in_order(spec: ProblemSpec) -> list[str]:
    """The names of all cases, those of Python generators too, in the order of `secret_last`."""
    ordered = sorted(
        spec.entries, key=lambda each: isinstance(each, FixedCase) and each.visibility == "hidden"
    )
    return [name for entry in ordered for name in entry.case_names()]


def draw_warm_up_cases(spec: ProblemSpec, seed: int = 0) -> tuple[Case, ...]:
    """Cases with every set of shapes that `draw_cases` uses, except for hidden fixed cases.

    A submission can read them, so they hold nothing hidden: their draws are used for nothing else.
    Another seed gives others of the same sets of shapes, in an order of its own.
    """
    samples = [case for case in spec.cases if case.visibility == "sample"]
    every_row = [
        generator.model_copy(
            update={
                "name": f"warm-up of {generator.name}",
                "count": len(generator.rows()),
            }
        )
        for generator in spec.generators
    ]
    return draw_cases(spec.model_copy(update={"cases": samples, "generators": every_row}), seed)


def drawn_sizes(generator: Generator, seed: int) -> list[dict[str, int]]:
    """The sizes of each of a generator's cases, by axis name."""
    rows = generator.rows()
    order = np.argsort(random_words(len(rows), seed, generator.name), kind="stable")
    return [rows[order[index % len(rows)]] for index in range(generator.count)]


def draw_arguments(
    spec: ProblemSpec, generator: Generator, sizes: Mapping[str, int], *stream: int | str
) -> dict[str, values.Value]:
    """Arguments of these sizes; the same stream gives the same, and another gives others."""
    return {
        parameter: draw(argument, sizes, (*stream, parameter))
        for parameter, argument in spec.generated_arguments(generator).items()
    }


def _drawn(spec: ProblemSpec, generator: Generator, seed: int) -> list[Case]:
    sizes = drawn_sizes(generator, seed)
    return [
        make_case(
            spec,
            generator,
            name,
            draw_arguments(spec, generator, sizes[index], seed, generator.name, index),
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

"""Inputs for the search: what they may be, and in which order."""

from typing import Any

import numpy as np
import pytest

from graders.comparison.display import shown
from graders.core.values import Array, Value, encode, rngs_seeds
from graders.feedback import candidates
from graders.feedback.candidates import Sizes
from graders.problem.cases import Case
from graders.problem.spec import Generator, ProblemSpec


def generator(grid: list[list[int]] | None = None, **arguments: object) -> Generator:
    return Generator.model_validate(
        {
            "name": "drawn",
            "count": 1,
            "grid": {"axes": ["n", "m"], "shapes": grid or [[3, 2]]},
            "arguments": arguments,
        }
    )


def drawn_cases(made: Generator, sizes: Sizes | None = None) -> tuple[Case, ...]:
    spec = ProblemSpec.model_validate(
        {
            "name": "example",
            "title": "Example",
            "difficulty": "easy",
            "entry_point": {"function": "f", "parameters": list(made.arguments)},
            "generators": [made],
        }
    )
    return candidates.cases(spec, sizes or candidates.rows(made)[0])


def argument(case: Case, name: str = "x") -> Array:
    value = case.arguments[name]
    assert isinstance(value, Array)
    return value


def _shown(value: Value) -> Any:
    return shown(value)


NORMAL = {"distribution": "normal", "shape": ["n"]}


def test_simple_values_come_before_drawn_ones() -> None:
    values = [argument(case).data.tolist() for case in drawn_cases(generator(x=NORMAL))]
    assert values[:3] == [[0, 0, 0], [1, 1, 1], [1, 2, 3]]
    assert len(values) == 4
    assert len(set(values[3])) == 3


def test_every_argument_is_simple_before_any_is_drawn() -> None:
    seed = {"distribution": "integers", "low": 0, "high": 1000}
    cases = drawn_cases(generator(seed=seed, x=NORMAL))
    assert [argument(case, "seed").data.item() for case in cases[:2]] == [0.0, 1.0]
    assert not np.any(argument(cases[0]).data)
    assert len(cases) == 8
    assert argument(cases[-1], "seed").data.item() > 1
    assert len(set(argument(cases[-1]).data.tolist())) == 3


def test_the_simplest_rngs_have_the_seed_zero() -> None:
    cases = drawn_cases(generator(x={"distribution": "rngs", "streams": ["a", "b"]}))
    assert rngs_seeds(cases[0].arguments["x"]) == {"a": 0, "b": 0}
    assert rngs_seeds(cases[-1].arguments["x"]) not in (None, {"a": 0, "b": 0})


@pytest.mark.parametrize(
    ("written", "least", "below"),
    [
        ({"distribution": "integers", "low": 5, "high": 9}, 5, 9),
        (
            {"distribution": "integers", "low": -3, "high": 1, "dtype": "int8", "shape": ["n"]},
            -3,
            1,
        ),
        ({"distribution": "integers", "low": 0, "high": 2, "dtype": "bool", "shape": ["n"]}, 0, 2),
        ({"distribution": "uniform", "low": 0.5, "high": 1.0, "shape": ["n"]}, 0.5, 1.0),
        ({"distribution": "uniform", "low": -1.0, "high": 2.5}, -1.0, 2.5),
    ],
)
def test_no_value_is_outside_the_distribution(
    written: dict[str, object], least: float, below: float
) -> None:
    cases = drawn_cases(generator(x=written))
    for case in cases:
        data = argument(case).data.astype(float)
        assert np.all((least <= data) & (data < below))
        assert argument(case).data.dtype == argument(cases[-1]).data.dtype
        assert argument(case).data.shape == argument(cases[-1]).data.shape


def test_constants_and_sizes_stay() -> None:
    cases = drawn_cases(generator(a={"constant": 7}, b={"axis": "m"}, x=NORMAL))
    assert {(argument(c, "a").data.item(), argument(c, "b").data.item()) for c in cases} == {
        (7, 2.0)
    }


def test_the_same_every_time() -> None:
    made = generator(x=NORMAL)
    one, other = ([encode(argument(case)) for case in drawn_cases(made)] for _ in range(2))
    assert one == other


def test_sizes_below_a_row_are_those_of_the_grid() -> None:
    made = generator([[3, 2], [1, 5], [4, 4]], x=NORMAL)
    row = Sizes.of(made, {"n": 4, "m": 4})
    assert [dict(sizes.by_axis) for sizes in candidates.below(row)] == [
        {"n": 1, "m": 2},
        {"n": 1, "m": 4},
        {"n": 4, "m": 2},
    ]


def test_nothing_is_below_the_least() -> None:
    made = generator([[1, 1], [2, 2]], x=NORMAL)
    assert candidates.below(candidates.rows(made)[0]) == []


def test_the_parts_of_a_container_get_less_simple_together() -> None:
    mode = {"distribution": "choice", "values": ["relu", "gelu"]}
    integer = {"distribution": "integers", "low": 0, "high": "n", "number": "int"}
    cases = drawn_cases(generator(x={"dict": {"a": {"list": [NORMAL, integer]}, "mode": mode}}))
    simple, drawn = (_shown(cases[index].arguments["x"]) for index in (0, -1))
    assert simple["a"] == {"0": {"dtype": "float32", "shape": [3], "values": [0, 0, 0]}, "1": 0}
    assert len(set(drawn["a"]["0"]["values"])) == 3
    assert simple["mode"] == drawn["mode"] in ("relu", "gelu")


def test_sizes_that_leave_nothing_to_draw_have_no_cases() -> None:
    bounded = {"distribution": "integers", "low": "m", "high": "n"}
    made = generator(grid=[[3, 2], [9, 8]], x=bounded)
    [smallest, *_] = candidates.below(candidates.rows(made)[1])
    assert drawn_cases(made, smallest)
    assert drawn_cases(made, Sizes.of(made, {"n": 3, "m": 8})) == ()


def test_a_generator_without_a_grid_has_nothing_below() -> None:
    made = Generator.model_validate(
        {"name": "drawn", "count": 1, "arguments": {"x": {"distribution": "normal", "shape": [2]}}}
    )
    [only] = candidates.rows(made)
    assert candidates.below(only) == []
    assert argument(drawn_cases(made)[0]).data.tolist() == [0, 0]

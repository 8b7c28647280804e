from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graders.core import values
from graders.problem.cases import Case, draw_cases
from graders.problem.spec import ProblemSpec

GRID: dict[str, list[Any]] = {"axes": ["n", "m"], "shapes": [[1, 5], [2, 6], [3, 7], [4, 8]]}


def spec(**changes: Any) -> ProblemSpec:
    document: dict[str, Any] = {
        "name": "example",
        "title": "Example",
        "difficulty": "easy",
        "entry_point": {"function": "f", "parameters": ["x", "seed", "size"]},
        "generators": [generator()],
    }
    return ProblemSpec.model_validate(document | changes)


def generator(**changes: Any) -> dict[str, Any]:
    document: dict[str, Any] = {
        "name": "random",
        "count": 4,
        "grid": GRID,
        "arguments": {
            "seed": {"distribution": "integers", "low": 0, "high": 100_000},
            "size": {"axis": "m"},
            "x": {"distribution": "normal", "shape": ["n", "m"]},
        },
    }
    return document | changes


def one_argument(argument: dict[str, Any], seed: int = 0) -> values.Array:
    drawn = spec(
        entry_point={"function": "f", "parameters": ["a"]},
        generators=[generator(count=1, arguments={"a": argument})],
    )
    return array(draw_cases(drawn, seed)[0].arguments["a"])


def array(value: values.Value) -> values.Array:
    assert isinstance(value, values.Array)
    return value


def keys(shape: list[Any]) -> ProblemSpec:
    return spec(
        entry_point={"function": "f", "parameters": ["a"]},
        generators=[generator(arguments={"a": {"distribution": "key", "shape": shape}})],
    )


def key_words(case: Case) -> Any:
    node = case.arguments["a"]
    assert isinstance(node, values.Node)
    return array(node.children[""]).data


def drawn_rngs(case_seed: int, **streams: Any) -> list[dict[str, int] | None]:
    drawn = spec(
        entry_point={"function": "f", "parameters": ["a"]},
        generators=[generator(arguments={"a": {"distribution": "rngs"} | streams})],
    )
    return [values.rngs_seeds(case.arguments["a"]) for case in draw_cases(drawn, case_seed)]


def content(case: Case) -> dict[str, Any]:
    return {name: values.encode(value) for name, value in case.arguments.items()}


def contents(cases: tuple[Case, ...]) -> dict[str, Any]:
    return {case.name: content(case) for case in cases}


class TestDrawing:
    @given(st.integers(0, 2**64))
    def test_the_same_seed_draws_the_same_cases(self, seed: int) -> None:
        assert contents(draw_cases(spec(), seed)) == contents(draw_cases(spec(), seed))

    @given(st.integers(0, 2**64), st.integers(0, 2**64))
    def test_different_seeds_draw_different_cases(self, one: int, other: int) -> None:
        if one != other:
            first, second = (draw_cases(spec(), seed) for seed in (one, other))
            for a, b in zip(first, second, strict=True):
                assert content(a) != content(b)

    def test_the_cases_of_one_draw_differ(self) -> None:
        cases = draw_cases(spec(generators=[generator(count=20)]), 0)
        assert len({values.encode(case.arguments["seed"])[1] for case in cases}) == 20

    @given(st.integers(0, 2**64))
    def test_as_many_cases_as_rows_cover_the_grid(self, seed: int) -> None:
        cases = draw_cases(spec(), seed)
        assert sorted(array(case.arguments["x"]).data.shape for case in cases) == [
            tuple(row) for row in GRID["shapes"]
        ]

    def test_rows_repeat_in_the_same_order(self) -> None:
        cases = draw_cases(spec(generators=[generator(count=8)]), 5)
        sizes = [array(case.arguments["size"]).data.item() for case in cases]
        assert sizes[:4] == sizes[4:]

    def test_seeds_change_the_order_of_the_rows(self) -> None:
        first_sizes = {
            array(draw_cases(spec(), seed)[0].arguments["size"]).data.item() for seed in range(40)
        }
        assert first_sizes == {5.0, 6.0, 7.0, 8.0}

    def test_another_generator_or_case_leaves_the_draws_alone(self) -> None:
        before = contents(draw_cases(spec(), 3))
        more = spec(
            cases=[{"name": "fixed", "arguments": {"x": 1.0, "seed": 2.0, "size": 3.0}}],
            generators=[generator(name="other"), generator(count=9)],
        )
        after = contents(draw_cases(more, 3))
        assert {name: after[name] for name in before} == before
        assert after["other 1"] != after["random 1"]

    def test_golden_draw(self) -> None:
        """Stored seeds must draw these for ever: a change here is a change of every verdict."""
        case = draw_cases(spec(), 2024)[0]
        assert array(case.arguments["seed"]).data == 6305.0
        assert array(case.arguments["size"]).data == 6.0
        assert array(case.arguments["x"]).data.ravel()[:3].tolist() == [
            -0.10409799218177795,
            0.983635663986206,
            0.5181434750556946,
        ]
        uniform = one_argument({"distribution": "uniform", "shape": [2]}, 2024)
        assert uniform.data.tolist() == [0.7816020846366882, 0.3125760555267334]
        choice = {"distribution": "choice", "values": [1, 2, 3], "dtype": "int8", "shape": [6]}
        assert one_argument(choice, 2024).data.tolist() == [3, 1, 1, 2, 2, 1]
        special = {"distribution": "special", "values": ["zero", "max"], "dtype": "uint8"}
        assert one_argument(special | {"shape": [5]}, 2024).data.tolist() == [0, 255, 0, 255, 0]
        permutation = {"distribution": "permutation", "size": 5}
        assert one_argument(permutation, 2024).data.tolist() == [2, 1, 4, 3, 0]
        assert key_words(draw_cases(keys(shape=[2]), 2024)[0]).tolist() == [
            [0, 1678477651],
            [0, 671251955],
        ]


class TestCase:
    def test_names_and_order(self) -> None:
        drawn = spec(
            cases=[
                {"name": "hidden", "arguments": {"seed": 1.0, "size": 2.0, "x": 3.0}},
                *(
                    {
                        "name": name,
                        "visibility": "sample",
                        "arguments": {"seed": 1.0, "size": 2.0, "x": 3.0},
                    }
                    for name in ("b", "a")
                ),
            ],
            generators=[generator(name="second", count=2), generator(name="first", count=1)],
        )
        cases = draw_cases(drawn, 0)
        assert [(case.name, case.fixed) for case in cases] == [
            ("b", True),
            ("a", True),
            ("second 1", False),
            ("second 2", False),
            ("first 1", False),
            ("hidden", True),
        ]
        assert all(list(case.arguments) == ["x", "seed", "size"] for case in cases)

    def test_settings_of_the_entry_and_of_the_problem(self) -> None:
        drawn = spec(
            tolerance={"rtol": 0.5},
            generators=[
                generator(count=1),
                generator(
                    name="strict",
                    count=1,
                    visibility="sample",
                    weight=2.0,
                    probe="nonzero_bias_init",
                    tolerance={"rtol": 0.25},
                ),
            ],
        )
        plain, strict = draw_cases(drawn, 0)
        assert (plain.visibility, plain.weight, plain.probe) == ("hidden", 1.0, None)
        assert plain.tolerance.rtol == 0.5
        assert (strict.visibility, strict.weight, strict.probe) == (
            "sample",
            2.0,
            "nonzero_bias_init",
        )
        assert strict.tolerance.rtol == 0.25


class TestFixedArguments:
    @pytest.mark.parametrize(
        ("given_value", "dtype", "kind"),
        [
            (3.0, "float64", "python"),
            (3, "int64", "python"),
            (True, "bool", "python"),
            ({"dtype": "float32", "values": [[1, 2.5], [3, 4]]}, "float32", "jax"),
            ({"dtype": "bfloat16", "values": [1.0, 0.1]}, "bfloat16", "jax"),
            ({"dtype": "bool", "values": [True, False]}, "bool", "jax"),
            ({"dtype": "int32", "values": 7}, "int32", "jax"),
            ({"dtype": "float16", "values": [[], []]}, "float16", "jax"),
        ],
    )
    def test_numbers_and_arrays(self, given_value: Any, dtype: str, kind: str) -> None:
        problem = spec(
            entry_point={"function": "f", "parameters": ["a"]},
            cases=[{"name": "fixed", "arguments": {"a": given_value}}],
            generators=[],
        )
        given_array = array(draw_cases(problem, 0)[0].arguments["a"])
        literal = given_value["values"] if isinstance(given_value, dict) else given_value
        assert (given_array.data.dtype.name, given_array.kind) == (dtype, kind)
        np.testing.assert_array_equal(given_array.data, np.asarray(literal, given_array.data.dtype))


class TestDrawnArguments:
    @pytest.mark.parametrize(
        ("argument", "expected"),
        [
            ({"constant": 2.5}, 2.5),
            ({"constant": 2}, 2),
            ({"constant": False}, False),
            ({"axis": "n", "number": "int"}, 1),
            ({"axis": "n", "number": "bool"}, True),
            ({"axis": "n"}, 1.0),
            ({"distribution": "integers", "low": 4, "high": 5}, 4.0),
            ({"distribution": "integers", "low": 4, "high": 5, "number": "int"}, 4),
            ({"distribution": "integers", "low": 1, "high": 2, "number": "bool"}, True),
        ],
    )
    def test_python_numbers(self, argument: dict[str, Any], expected: float) -> None:
        problem = spec(
            entry_point={"function": "f", "parameters": ["a"]},
            generators=[
                generator(count=1, grid={"axes": ["n"], "shapes": [[1]]}, arguments={"a": argument})
            ],
        )
        drawn = array(draw_cases(problem, 0)[0].arguments["a"])
        assert drawn.kind == "python"
        assert drawn.data.item() == expected
        assert type(drawn.data.item()) is type(expected)

    @pytest.mark.parametrize("distribution", ["normal", "uniform"])
    def test_a_distribution_without_a_shape_gives_a_float(self, distribution: str) -> None:
        drawn = one_argument({"distribution": distribution})
        assert (drawn.kind, drawn.data.dtype.name) == ("python", "float64")

    @pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32"])
    @pytest.mark.parametrize("distribution", ["normal", "uniform"])
    def test_arrays_have_their_dtype_and_shape(self, distribution: str, dtype: str) -> None:
        drawn = one_argument({"distribution": distribution, "dtype": dtype, "shape": [3, 2]})
        assert (drawn.kind, drawn.data.dtype.name) == ("jax", dtype)
        assert drawn.data.shape == (3, 2)

    def test_empty_and_scalar_arrays(self) -> None:
        assert one_argument({"distribution": "normal", "shape": [0, 3]}).data.shape == (0, 3)
        assert one_argument({"distribution": "normal", "shape": []}).data.shape == ()

    @given(st.integers(0, 2**32), st.integers(-(2**53), 2**53 - 1), st.integers(1, 2**53))
    def test_integers_stay_in_their_range(self, seed: int, low: int, span: int) -> None:
        high = min(low + span, 2**53)
        argument = {"distribution": "integers", "low": low, "high": high, "number": "int"}
        assert low <= one_argument(argument, seed).data.item() < high

    def test_integers_reach_every_value(self) -> None:
        argument = {"distribution": "integers", "low": 0, "high": 256, "dtype": "uint8"}
        drawn = one_argument(argument | {"shape": [5000]}).data
        assert set(drawn.tolist()) == set(range(256))

    def test_booleans_are_integers_below_two(self) -> None:
        argument = {"distribution": "integers", "low": 0, "high": 2, "dtype": "bool"}
        assert set(one_argument(argument | {"shape": [50]}).data.tolist()) == {True, False}

    def test_normal_values_have_their_mean_and_deviation(self) -> None:
        argument = {"distribution": "normal", "mean": 3.0, "std": 2.0, "shape": [20_000]}
        drawn = one_argument(argument).data.astype(np.float64)
        # Five standard errors of the mean and of the deviation.
        assert drawn.mean() == pytest.approx(3.0, abs=5 * 2 / 20_000**0.5)
        assert drawn.std() == pytest.approx(2.0, abs=5 * 2 / 40_000**0.5)
        assert np.isfinite(drawn).all()

    def test_uniform_values_fill_their_range(self) -> None:
        argument = {"distribution": "uniform", "low": -2.0, "high": 4.0, "shape": [20_000]}
        drawn = one_argument(argument).data
        assert drawn.min() == pytest.approx(-2.0, abs=0.01)
        assert drawn.max() == pytest.approx(4.0, abs=0.01)
        assert drawn.mean() == pytest.approx(1.0, abs=5 * 6 / 12**0.5 / 20_000**0.5)

    def test_choices_are_numbers_of_their_own_type(self) -> None:
        argument = {"distribution": "choice", "values": [1, 2.5, True]}
        drawn = [one_argument(argument, seed).data.item() for seed in range(60)]
        assert {(type(value), value) for value in drawn} == {(int, 1), (float, 2.5), (bool, True)}

    def test_choices_of_an_array_have_its_dtype(self) -> None:
        argument = {"distribution": "choice", "values": [-1, 0.5], "dtype": "bfloat16"}
        drawn = one_argument(argument | {"shape": [10, 10]}).data
        assert (drawn.dtype.name, drawn.shape) == ("bfloat16", (10, 10))
        assert set(drawn.ravel().tolist()) == {-1.0, 0.5}

    @pytest.mark.parametrize(
        ("dtype", "smallest", "largest"),
        [
            ("float16", 2.0**-24, 65504.0),
            ("bfloat16", 2.0**-133, (2 - 2**-7) * 2.0**127),
            ("float32", 2.0**-149, (2 - 2**-23) * 2.0**127),
        ],
    )
    @given(st.integers(0, 2**32))
    def test_special_floats_all_occur(
        self, dtype: str, smallest: float, largest: float, seed: int
    ) -> None:
        names = ["zero", "negative_zero", "subnormal", "max", "lowest", "inf", "negative_inf"]
        argument = {"distribution": "special", "values": names, "dtype": dtype, "shape": [14]}
        drawn = one_argument(argument, seed).data
        wanted = ["-0.0", "0.0", smallest, largest, -largest, np.inf, -np.inf]
        assert drawn.dtype.name == dtype
        assert sorted(map(repr, drawn.tolist())) == sorted([*map(str, wanted)] * 2)

    def test_special_values_differ_in_order(self) -> None:
        argument = {"distribution": "special", "values": ["zero", "tiny", "nan"], "shape": [3]}
        orders = {
            str(one_argument(argument | {"dtype": "float32"}, seed).data) for seed in range(50)
        }
        assert len(orders) == 6

    def test_special_integers(self) -> None:
        argument = {"distribution": "special", "values": ["zero", "max", "lowest"], "shape": [3]}
        drawn = one_argument(argument | {"dtype": "int8"}).data
        assert sorted(drawn.tolist()) == [-128, 0, 127]

    @given(st.integers(0, 2**32))
    def test_permutations_have_every_number_once(self, seed: int) -> None:
        drawn = one_argument({"distribution": "permutation", "size": "m"}, seed).data
        assert drawn.dtype.name == "int32"
        assert sorted(drawn.tolist()) == list(range(len(drawn)))

    def test_every_permutation_is_drawn(self) -> None:
        argument = {"distribution": "permutation", "size": 3}
        drawn = {tuple(one_argument(argument, seed).data.tolist()) for seed in range(60)}
        assert len(drawn) == 6

    def test_keys_differ(self) -> None:
        words = []
        for case in draw_cases(keys(shape=["n", 2]), 0):
            data = key_words(case)
            assert (data.dtype.name, data.shape[1:], data[..., 0].any()) == ("uint32", (2, 2), 0)
            words += data[..., 1].ravel().tolist()
        assert len(set(words)) == len(words) == 2 * (1 + 2 + 3 + 4)
        assert max(words) < 2**31


class TestRngs:
    def test_each_case_has_a_seed_of_its_own(self) -> None:
        drawn = drawn_rngs(2024)
        assert drawn == drawn_rngs(2024)
        assert all(seeds is not None and [*seeds] == ["default"] for seeds in drawn)
        assert len({str(seeds) for seeds in drawn}) == 4

    def test_each_stream_has_a_seed_of_its_own(self) -> None:
        for seeds in drawn_rngs(1, streams=["params", "dropout"]):
            assert seeds is not None
            assert [*seeds] == ["params", "dropout"]
            assert seeds["params"] != seeds["dropout"]
            assert all(0 <= seed < 2**31 for seed in seeds.values())

    def test_given_seeds_are_kept(self) -> None:
        given = {"a": {"rngs": 5}, "b": {"rngs": {"params": 6, "dropout": 7}}}
        case = draw_cases(
            spec(
                entry_point={"function": "f", "parameters": ["a", "b"]},
                generators=[],
                cases=[{"name": "given", "arguments": given}],
            ),
            0,
        )[0]
        assert values.rngs_seeds(case.arguments["a"]) == {"default": 5}
        assert values.rngs_seeds(case.arguments["b"]) == {"params": 6, "dropout": 7}

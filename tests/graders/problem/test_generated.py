"""Generated arguments that hold others, that name axes, or that generators share."""

from typing import Any, get_args

import numpy as np
import pytest
from pydantic import ValidationError

from graders.core import values
from graders.problem.argument_errors import DISTRIBUTIONS
from graders.problem.cases import draw_cases
from graders.problem.generated import Drawn
from graders.problem.spec import ProblemSpec
from graders.problem.toml_errors import explain
from tests.graders.problem.test_cases import GRID, array, contents, generator, spec

NESTED: dict[str, Any] = {
    "dict": {
        "pair": {"tuple": [{"distribution": "normal"}, {"distribution": "normal"}]},
        "layers": {"list": [{"distribution": "normal", "shape": ["n", "m"]}]},
        "mode": {"constant": "relu"},
    }
}
SHARED: dict[str, Any] = {
    "x": {"distribution": "normal", "shape": ["n"]},
    "size": {"constant": 3},
}


def test_errors_know_all_distributions() -> None:
    fields = [kind.model_fields.get("distribution") for kind in get_args(Drawn)]
    names = {name for field in fields if field for name in get_args(field.annotation)}
    assert names == set(DISTRIBUTIONS)


class TestContainers:
    def drawn(self, argument: object, seed: int = 0, **more: Any) -> values.Value:
        only = spec(
            entry_point={"function": "f", "parameters": ["a", *more]},
            generators=[generator(count=1, arguments={"a": argument, **more})],
        )
        return draw_cases(only, seed)[0].arguments["a"]

    def test_are_what_the_problem_says(self) -> None:
        node = self.drawn(NESTED)
        assert isinstance(node, values.Node)
        assert node.type == "dict"
        assert node.children["mode"] == values.Constant("relu")
        layers, pair = node.children["layers"], node.children["pair"]
        assert isinstance(layers, values.Node)
        assert isinstance(pair, values.Node)
        assert (layers.type, pair.type) == ("list", "tuple")
        assert array(layers.children["0"]).data.shape in {tuple(row) for row in GRID["shapes"]}

    def test_each_part_has_a_stream_of_its_own(self) -> None:
        one = self.drawn(NESTED)
        again = self.drawn(NESTED, b={"distribution": "normal"})
        assert values.encode(one) == values.encode(again)
        numbers = [
            leaf.data.tobytes() for leaf in values.leaves(one) if isinstance(leaf, values.Array)
        ]
        assert len(set(numbers)) == 3

    def test_a_part_is_drawn_by_its_place_alone(self) -> None:
        normal = {"distribution": "normal"}
        short, long = (self.drawn({"list": [normal] * count}) for count in (1, 3))
        assert isinstance(short, values.Node)
        assert isinstance(long, values.Node)
        assert values.encode(short.children["0"]) == values.encode(long.children["0"])

    def test_what_is_given_may_be_nested_too(self) -> None:
        stated = {"tuple": [1, "a", {"none": True}, {"dict": {"k": {"key": 3}}}, {"list": []}]}
        case = draw_cases(
            spec(
                entry_point={"function": "f", "parameters": ["a"]},
                generators=[],
                cases=[{"name": "given", "arguments": {"a": stated}}],
            ),
            0,
        )[0]
        assert values.encode(case.arguments["a"]) == values.encode(
            values.sequence(
                "tuple",
                [
                    values.number(1),
                    values.Constant("a"),
                    values.Constant(None),
                    values.Node("dict", {"k": values.key(np.asarray(3, np.uint32))}),
                    values.Node("list", {}),
                ],
            )
        )

    def test_a_text_may_be_chosen(self) -> None:
        choice = {"distribution": "choice", "values": ["relu", "gelu", 1]}
        drawn = [self.drawn(choice, seed) for seed in range(20)]
        assert {each.value for each in drawn if isinstance(each, values.Constant)} == {
            "relu",
            "gelu",
        }
        assert {array(each).data.item() for each in drawn if isinstance(each, values.Array)} == {1}


def test_integers_may_be_bounded_by_axes() -> None:
    tokens = {"distribution": "integers", "low": "n", "high": "m", "dtype": "int32", "shape": [500]}
    drawn = spec(
        entry_point={"function": "f", "parameters": ["a", "n", "m"]},
        generators=[
            generator(arguments={"a": tokens, "n": {"axis": "n"}, "m": {"axis": "m"}}),
        ],
    )
    for case in draw_cases(drawn, 0):
        n, m = (int(array(case.arguments[axis]).data) for axis in "nm")
        assert set(array(case.arguments["a"]).data.tolist()) == set(range(n, m))


def test_a_generator_needs_no_grid_where_it_names_no_axis() -> None:
    arguments = {"a": {"distribution": "normal", "shape": [3]}}
    without = {"name": "random", "count": 3, "arguments": arguments}
    drawn = draw_cases(
        spec(entry_point={"function": "f", "parameters": ["a"]}, generators=[without]), 0
    )
    assert [case.name for case in drawn] == ["random 1", "random 2", "random 3"]
    assert len({array(case.arguments["a"]).data.tobytes() for case in drawn}) == 3
    grid = {"axes": ["n"], "shapes": [[1]]}
    with_one = spec(
        entry_point={"function": "f", "parameters": ["a"]}, generators=[without | {"grid": grid}]
    )
    assert contents(draw_cases(with_one, 0)) == contents(drawn)


class TestSharedArguments:
    def spec_of(self, *generators: dict[str, Any], **changes: Any) -> ProblemSpec:
        return spec(arguments=SHARED, generators=list(generators), **changes)

    def test_an_entry_states_what_differs(self) -> None:
        seed = {"constant": 1}
        drawn = self.spec_of(
            generator(name="one", arguments={"seed": seed}),
            generator(name="two", arguments={"seed": seed, "size": {"axis": "m"}}),
            cases=[{"name": "given", "arguments": {"seed": 1, "x": 2.5}}],
        )
        cases = {case.name: case.arguments for case in draw_cases(drawn, 0)}
        assert {array(cases[f"one {n}"]["size"]).data.item() for n in range(1, 5)} == {3}
        assert {array(cases[f"two {n}"]["size"]).data.item() for n in range(1, 5)} == {5, 6, 7, 8}
        assert [array(cases["given"][name]).data.item() for name in ("x", "seed", "size")] == [
            *(2.5, 1, 3)
        ]

    def test_they_are_drawn_as_if_each_generator_stated_them(self) -> None:
        own = {"seed": {"distribution": "integers", "low": 0, "high": 9}}
        shared = draw_cases(self.spec_of(generator(arguments=own)), 4)
        stated = draw_cases(spec(generators=[generator(arguments={**own, **SHARED})]), 4)
        assert contents(shared) == contents(stated)

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"cases": [{"name": "c", "arguments": {"seed": 1}}]}, "cases: 'c': no argument for x"),
            ({"arguments": {"y": {"constant": 1}}}, "arguments: no such parameter: y"),
            (
                {"arguments": {"x": {"distribution": "normal", "shape": ["k"]}}},
                "generators: 'random': x uses the axis 'k', which the generator's grid lacks; "
                "there are: n, m",
            ),
        ],
    )
    def test_what_does_not_fit_is_told(self, changes: dict[str, Any], reason: str) -> None:
        document: dict[str, Any] = {
            "name": "example",
            "title": "Example",
            "difficulty": "easy",
            "entry_point": {"function": "f", "parameters": ["x", "seed", "size"]},
            "arguments": SHARED,
            "generators": [generator(arguments={"seed": {"constant": 1}})],
        }
        with pytest.raises(ValidationError) as refused:
            ProblemSpec.model_validate(document | changes)
        assert explain(refused.value, ProblemSpec, document | changes) == [reason]

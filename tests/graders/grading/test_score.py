"""One score of all results: of groups, and of what is in none."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from graders.core.verdict import CaseVerdict, Environment, Outcome, Verdict
from graders.grading.score import with_score
from graders.problem.spec import ProblemSpec
from graders.problem.toml_errors import explain
from tests.graders.packages import case, package

GENERATOR = {
    "name": "drawn",
    "count": 2,
    "grid": {"axes": ["n"], "shapes": [[2]]},
    "arguments": {"x": {"distribution": "normal", "shape": ["n"]}},
}


def spec_of(folder: Path, *groups: dict[str, Any]) -> ProblemSpec:
    cases = [case("one", x=1.0) | {"weight": 3.0}, case("two", x=2.0)]
    return package(
        folder, "def f(x): ...\n", cases=cases, generators=[GENERATOR], groups=list(groups)
    ).spec


def scored(spec: ProblemSpec, *failed: str) -> tuple[float, dict[str, float]]:
    weights = {"one": 3.0, "two": 1.0, "drawn 1": 1.0, "drawn 2": 1.0}
    results = [
        CaseVerdict(
            name=name,
            visibility="sample",
            verdict=Outcome.WRONG_ANSWER if name in failed else Outcome.ACCEPTED,
            message="",
            weight=weight,
        )
        for name, weight in weights.items()
    ]
    verdict = with_score(
        spec,
        Verdict(
            id="1",
            problem="example",
            revision="1",
            seed=1,
            verdict=Outcome.WRONG_ANSWER,
            message="",
            passed=0,
            total=4,
            score=0.0,
            cases=tuple(results),
            environment=Environment(python="3", jax="0", flax="0", sandbox=()),
        ),
    )
    return verdict.score, {group.name: group.score for group in verdict.groups}


def test_without_groups_each_result_counts_by_its_weight(tmp_path: Path) -> None:
    spec = spec_of(tmp_path)
    assert scored(spec) == (1.0, {})
    assert scored(spec, "one") == (0.5, {})


def test_a_group_counts_by_its_own_weight(tmp_path: Path) -> None:
    spec = spec_of(tmp_path, {"name": "large", "of": ["drawn"], "weight": 4.0})
    assert scored(spec) == (1.0, {"large": 1.0})
    assert scored(spec, "drawn 2") == (6 / 8, {"large": 0.5})
    assert scored(spec, "one") == (5 / 8, {"large": 1.0})


def test_all_of_a_group_may_be_needed(tmp_path: Path) -> None:
    spec = spec_of(tmp_path, {"name": "all", "of": ["one", "drawn"], "count": "all"})
    assert scored(spec, "drawn 1") == (0.5, {"all": 0.0})
    assert scored(spec, "two") == (0.5, {"all": 1.0})


def test_a_group_may_need_another(tmp_path: Path) -> None:
    first = {"name": "first", "of": ["one", "two"]}
    second = {"name": "second", "of": ["drawn"], "needs": ["first"]}
    spec = spec_of(tmp_path, first, second)
    assert scored(spec) == (1.0, {"first": 1.0, "second": 1.0})
    assert scored(spec, "two") == (0.375, {"first": 0.75, "second": 0.0})
    assert scored(spec, "drawn 1") == (0.75, {"first": 1.0, "second": 0.5})


@pytest.mark.parametrize(
    ("groups", "reason"),
    [
        ([{"name": "a", "of": ["three"]}], "groups: no case or demand named three"),
        (
            [{"name": "a", "of": ["drawn 1"]}],
            "groups: no case or demand named drawn 1; did you mean drawn?",
        ),
        (
            [{"name": "a", "of": ["one"]}, {"name": "b", "of": ["one"]}],
            "groups: names must differ: one",
        ),
        (
            [{"name": "a", "of": ["one"], "needs": ["b"]}, {"name": "b", "of": ["two"]}],
            "groups: 'a' needs no group before it named b",
        ),
    ],
)
def test_errors(groups: list[dict[str, Any]], reason: str) -> None:
    document = {
        "name": "example",
        "title": "Example",
        "difficulty": "easy",
        "entry_point": {"function": "f", "parameters": ["x"]},
        "cases": [case("one", x=1.0), case("two", x=2.0)],
        "generators": [GENERATOR],
        "groups": groups,
    }
    with pytest.raises(ValidationError) as refused:
        ProblemSpec.model_validate(document)
    assert explain(refused.value, ProblemSpec, document) == [reason]

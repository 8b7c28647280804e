import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree
from typing import Any, Literal
from xml.etree import ElementTree

import pytest

from app.cli.bench import bench
from bench.mixed import fallback_share
from bench.novel import NovelSources
from bench.plan import BenchError
from bench.run import SCENARIOS
from bench.samples import percentile, spread
from bench.table import markdown
from bench.targets import Target, targets
from graders.problem.package import load_problem

TARGET_COUNT = 22

PROBLEM = """
name = "tiny"
title = "One layer"
difficulty = "easy"

[entry_point]
function = "tiny"
parameters = ["x"]

[[generators]]
name = "random"
count = 2

[generators.grid]
axes = ["inputs"]
shapes = [[3]]

[generators.arguments]
x = { distribution = "normal", dtype = "float32", shape = ["inputs"] }
"""
SOLUTION = "def tiny(x):\n    return x * 2.0\n"
WARM_UP = "def warm_up(x):\n    return x * 3.0\n"
JITTED = """
import jax


def model(x):
    return x * 2.0


@jax.jit
def forward(model, x):
    return model(x)


def tiny(x):
    return forward(jax.tree_util.Partial(model), x)
"""
TRIPLED = """\"\"\"Double it, and do not triple it.\"\"\"


def tiny(x):
    return x * 3.0
"""
# What every scenario measures, by the scenario.
FIGURES = {
    "start": (
        *("start_cold_p50_s", "start_warm_p50_s", "start_cold_until_warm_p50_s"),
        *("start_warm_until_warm_p50_s", "first_submission_s"),
    ),
    "http": ("floor_p50_ms", "grade_p50_ms", "http_p50_ms", "http_p95_ms", "cold_p50_ms"),
    "novel": ("novel_floor_p50_ms", "novel_p50_ms", "novel_burst_p50_ms"),
    "wrong_named": ("wrong_named_accepted_p50_ms", "wrong_named_p50_ms"),
    "mix": ("mix_p50_ms", "mix_p95_floors", "mix_burst_p50_ms", "mix_burst_p95_floors"),
    "sustained": ("sustained_floor_p50_per_s", "sustained_p50_per_s", "sustained_p50_floors"),
    "saturated": ("floor_p50_per_s", "saturated_per_s", "queued_4_p50_per_s"),
    "sandbox": (
        *("child_private_mb", "compiling_child_private_mb", "warm_parent_mb"),
        *("preloaded_parent_mb", "sandbox_empty_p50_ms"),
    ),
    "first_of_problem": ("first_of_problem_p50_s",),
    "zipf50": ("zipf50_p50_ms", "zipf50_floor_p50_ms", "zipf50_memory_gib"),
    "grade": ("grade_accepted_p50_s", "grade_wrong_p50_s"),
}


@pytest.fixture(scope="module")
def problems_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("problems")
    examples = folder / "tiny" / "submissions"
    for verdict in ("accepted", "wrong_answer"):
        (examples / verdict).mkdir(parents=True)
    for path, text in (
        (folder / "tiny" / "problem.toml", PROBLEM),
        (folder / "tiny" / "statement.md", "Double it.\n"),
        (folder / "tiny" / "solution.py", SOLUTION),
        (folder / "tiny" / "warm_up.py", WARM_UP),
        (examples / "accepted" / "jitted_forward.py", JITTED),
        (examples / "wrong_answer" / "tripled.py", TRIPLED),
    ):
        path.write_text(text)
    return folder


# Only a run that hangs takes so long.
_PATIENCE_S = 1150
DRAWN = ("floor_ms", "grade_ms", "http_ms", "wrong_named_ms", "mix_ms", "novel_ms", "cold_ms")


def _run(problems_dir: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main()", "bench", "--quick", *options],
        env=os.environ | {"NNX_JUDGE_PROBLEMS_DIR": str(problems_dir)},
        capture_output=True,
        text=True,
        timeout=_PATIENCE_S,
        check=False,
    )


@pytest.mark.timeout(1200)
# One test, not one a property: each would run the bench again on a test worker of its own.
def test_a_quick_run_measures_everything(problems_dir: Path, tmp_path: Path) -> None:
    picture = tmp_path / "latency.svg"
    ended = _run(problems_dir, "--json", "--problem", "tiny", "--plot", str(picture))
    assert ended.returncode == 0, ended.stderr
    report: dict[str, Any] = json.loads(ended.stdout)

    assert FIGURES.keys() == SCENARIOS.keys()
    figures = report["figures"]
    names = [name for scenario in FIGURES.values() for name in scenario]
    assert {name: figures.get(name, 0) > 0 for name in names} == dict.fromkeys(names, True)
    for share in ("zipf50_found_warm", "saturated_evenness"):
        assert 0 <= figures[share] <= 1
    assert figures["mix_fallback_share"] >= 0
    assert report["machine"]["cores"] == len(os.sched_getaffinity(0))
    assert {"python", "jax", "flax"} <= report["versions"].keys()

    assert report["spreads"].keys() == report["samples"].keys()
    for name, samples in report["samples"].items():
        spread_of_it = report["spreads"][name]
        assert spread_of_it["count"] == len(samples) > 0
        assert spread_of_it["minimum"] <= spread_of_it["median"] <= spread_of_it["maximum"]

    rows = markdown(report).splitlines()
    assert len(report["targets"]) == TARGET_COUNT
    for target in report["targets"]:
        assert any(row.startswith(f"| {target['name']} ") for row in rows)

    root = ElementTree.fromstring(picture.read_text())
    dots = [element for element in root.iter() if element.tag.endswith("circle")]
    assert len(dots) == sum(len(report["samples"][name]) for name in DRAWN)


class TestTarget:
    @pytest.mark.parametrize(
        ("value", "relation", "met"),
        [(1.5, "<=", True), (1.6, "<=", False), (1.5, ">=", True), (1.4, ">=", False)],
    )
    def test_is_met_on_the_right_side_of_its_bound(
        self, value: float, relation: Literal["<=", ">="], met: bool
    ) -> None:
        assert Target("a figure", value, relation, 1.5).met is met


class TestTargets:
    def test_a_run_of_one_scenario_has_only_its_own(self) -> None:
        figures = {"mix_p50_floors": 2.0, "mix_p95_floors": 9.0, "http_p50_ms": 100.0}
        met = {target.name: target.met for target in targets(figures)}
        assert met == {"mix_p50, floors": True, "mix_p95, floors": False}

    def test_ratios_are_of_the_figures_of_one_run(self) -> None:
        [target] = targets({"novel_p50_ms": 300.0, "novel_floor_p50_ms": 100.0})
        assert target.value == 3.0


class TestFallbackShare:
    def test_is_that_of_runs_that_no_fork_could_do(self) -> None:
        assert fallback_share({"fork": 8, "fresh": 2, "templates_made": 5}, 10) == 0.2

    def test_runs_under_other_names_are_not_taken_for_none(self) -> None:
        with pytest.raises(BenchError, match="still its names"):
            fallback_share({"something_else": 10}, 10)


class TestScenarios:
    def test_the_help_names_all_of_them(self) -> None:
        assert bench.__doc__ is not None
        listed = bench.__doc__.partition("Scenarios: ")[2].partition(".")[0]
        assert [name.strip() for name in listed.split(",")] == list(SCENARIOS)


class TestRefusals:
    def test_an_unknown_scenario_is_bad_usage(self, problems_dir: Path) -> None:
        ended = _run(problems_dir, "--problem", "tiny", "--only", "spare")
        assert ended.returncode == 2
        assert "zipf50" in ended.stderr

    def test_an_unknown_problem_is_bad_usage(self, problems_dir: Path) -> None:
        ended = _run(problems_dir, "--problem", "missing")
        assert ended.returncode == 2
        assert "missing" in ended.stderr


class TestNovelSources:
    def test_no_two_are_the_same(self, problems_dir: Path) -> None:

        novel = NovelSources(load_problem(problems_dir / "tiny"))
        first, second = novel.next(), novel.next()
        assert first != second
        compile(first, "first", "exec")

    def test_an_example_that_can_not_be_varied_is_refused(
        self, problems_dir: Path, tmp_path: Path
    ) -> None:

        package = copytree(problems_dir / "tiny", tmp_path / "tiny")
        (package / "submissions" / "accepted" / "jitted_forward.py").unlink()
        with pytest.raises(BenchError, match="jitted_forward"):
            NovelSources(load_problem(package))


class TestSpread:
    def test_of_one_sample_is_that_sample(self) -> None:

        assert spread([3.0]).p95 == spread([3.0]).median == 3.0

    def test_percentiles_lie_between_samples(self) -> None:

        assert percentile([1.0, 2.0, 3.0, 4.0, 5.0], 25) == 2.0
        assert percentile([0.0, 10.0], 95) == 9.5

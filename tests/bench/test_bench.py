import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree
from typing import Any, Literal
from xml.etree import ElementTree

import pytest

from bench.novel import NovelSources
from bench.plan import BenchError
from bench.samples import percentile, spread
from bench.table import markdown
from bench.targets import Target
from graders.problem import load_problem

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
NUMBERS = (
    *("floor_ms", "cold_ms", "grade_p50_ms", "http_p50_ms", "http_p95_ms", "novel_p50_ms"),
    *("novel_back_to_back_p50_ms", "floor_per_s", "saturated_per_s", "unbanked_per_s"),
    *("child_private_mb", "warm_parent_mb", "problems_loaded_mb", "sandbox_empty_ms"),
    *("start_cold_s", "start_warm_s", "first_submission_s"),
)


@pytest.fixture(scope="module")
def problems_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("problems")
    examples = folder / "tiny" / "submissions" / "accepted"
    examples.mkdir(parents=True)
    for path, text in (
        (folder / "tiny" / "problem.toml", PROBLEM),
        (folder / "tiny" / "statement.md", "Double it.\n"),
        (folder / "tiny" / "solution.py", SOLUTION),
        (folder / "tiny" / "warm_up.py", WARM_UP),
        (examples / "jitted_forward.py", JITTED),
    ):
        path.write_text(text)
    return folder


# Only a run that hangs takes so long.
_PATIENCE_S = 280
DRAWN = ("floor_ms", "grade_ms", "http_ms", "novel_ms", "cold_ms")


def _run(problems_dir: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main()", "bench", "--quick", *options],
        env=os.environ | {"NNX_JUDGE_PROBLEMS_DIR": str(problems_dir)},
        capture_output=True,
        text=True,
        timeout=_PATIENCE_S,
        check=False,
    )


@pytest.mark.timeout(300)
# One test, not one a property: each would run the bench again on a test worker of its own.
def test_a_quick_run_measures_everything(problems_dir: Path, tmp_path: Path) -> None:
    picture = tmp_path / "latency.svg"
    ended = _run(problems_dir, "--json", "--problem", "tiny", "--plot", str(picture))
    assert ended.returncode == 0, ended.stderr
    report: dict[str, Any] = json.loads(ended.stdout)

    assert {name: report[name] > 0 for name in NUMBERS} == dict.fromkeys(NUMBERS, True)
    assert report["saturated_per_s_by_depth"].keys() == {"1", "2", "4"}
    loaded = [(entry["problems"], entry["warm"]) for entry in report["problems_loaded"]]
    assert loaded == [(2, 2)]
    assert report["machine"]["cores"] == len(os.sched_getaffinity(0))
    assert {"python", "jax", "flax"} <= report["versions"].keys()

    assert report["spreads"].keys() == report["samples"].keys()
    for name, samples in report["samples"].items():
        figures = report["spreads"][name]
        assert figures["count"] == len(samples) > 0
        assert figures["minimum"] <= figures["median"] <= figures["maximum"]

    assert len(report["targets"]) == 10
    rows = markdown(report).splitlines()
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


class TestRefusals:
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

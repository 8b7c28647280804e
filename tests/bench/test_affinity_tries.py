"""What is read from real workers' tries and logs."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from bench.affinity_tries import Measured, measured


def lines(path: Path, told: Sequence[Mapping[str, object]]) -> Path:
    path.write_text("".join(json.dumps(each) + "\n" for each in told))
    return path


def a_try(number: int, problem: str, warmth: str, at: float, took_s: float) -> dict[str, object]:
    told = {"submission": str(number), "problem": problem, "warmth": warmth}
    return told | {"at": at, "took_s": took_s}


def logged(event: str, at_s: int) -> dict[str, object]:
    return {"event": event, "timestamp": f"1970-01-01T00:00:{at_s:02}Z"}


@pytest.fixture
def run(tmp_path: Path) -> Measured:
    documents = [
        {
            "id": str(number),
            "problem": "aaabb"[number],
            "created_at": f"1970-01-01T00:00:{number:02}Z",
            "finished_at": f"1970-01-01T00:00:{number + took_s:02}Z",
        }
        for number, took_s in enumerate((9, 9, 9, 4, 2))
    ]
    tries = [
        a_try(0, "a", "cold", 1, 3),
        a_try(1, "a", "warming", 4, 3),
        a_try(2, "a", "warm", 7, 1),
        a_try(3, "b", "cold", 8, 3),
        a_try(4, "b", "warm", 12, 1),
    ]
    log = [
        # Warm from the start: no submission had to wait for it.
        logged("c is warm (submission)", 0),
        logged("a is warm (reference)", 5),
        logged("a is warm (submission)", 6),
        logged("c is dropped (submission): least recently used", 6),
        logged("b is warm (submission)", 10),
    ]
    files = lines(tmp_path / "tries", tries), lines(tmp_path / "log", log)
    return measured(documents, [files[0]], [files[1]])


def test_the_figures_are_those_of_the_second_half(run: Measured) -> None:
    assert run.figures() == {"found_warm": 2 / 3, "p50_s": 4, "p95_s": 9, "longest_s": 9}


def test_a_simulation_takes_its_times_and_what_was_kept_warm(run: Measured) -> None:
    model = run.model(workers=1, problems=3, per_s=0.5)
    assert (model.warm_s, model.cold_s, model.warming_s) == (1, 3, 3.5)
    assert model.kept_warm == 2
    assert model.busy == 0.5
    assert model.submissions == 5

"""The simulation of many workers."""

from dataclasses import replace

import pytest

from bench.affinity import Model, Rule, Simulation, by_affinity, by_arrival

MODEL = Model(
    workers=4,
    problems=30,
    submissions=2_000,
    busy=0.05,
    warm_s=0.15,
    cold_s=2.75,
    warming_s=4.0,
    kept_warm=10,
)


def test_warm_problems_are_found_more_often_and_sooner() -> None:
    ours, theirs = (Simulation(MODEL, rule, 0).run() for rule in (by_affinity, by_arrival))
    assert ours["found_warm"] > 0.95 > theirs["found_warm"]
    assert ours["p95_s"] < theirs["p95_s"]


@pytest.mark.parametrize("rule", [by_affinity, by_arrival])
def test_with_room_for_all_problems_everything_is_found_warm(rule: Rule) -> None:
    model = replace(MODEL, kept_warm=30, workers=1, submissions=4_000)
    assert Simulation(model, rule, 0).run()["found_warm"] == 1.0


def test_nobody_is_left_waiting() -> None:
    # No worker keeps anything warm: what belongs to others is taken all the same.
    model = replace(MODEL, kept_warm=0, busy=0.01)
    assert Simulation(model, by_affinity, 0).run()["longest_s"] < 15

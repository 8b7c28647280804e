"""A short run of the siege that `python -m bench.hostile` lays, and the bounds that it checks."""

import asyncio
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from bench.chaos_problem import PROBLEM, SOURCES, write_problem
from bench.hostile.findings import Findings, faults_in
from bench.hostile.resources import Resources
from bench.hostile.siege import Counts, besiege
from bench.hostile.steps import Steps
from bench.hostile.submissions import ATTACK, hostile_submissions
from bench.mix_submissions import KnownSubmission
from graders.core.verdict import Outcome
from graders.problem.package import load_problem

RIGHT = KnownSubmission("right", PROBLEM, Outcome.ACCEPTED, SOURCES[0])
WRONG = KnownSubmission("wrong", PROBLEM, Outcome.WRONG_ANSWER, SOURCES[1])
MISTAKEN = KnownSubmission("mistaken", PROBLEM, Outcome.ACCEPTED, SOURCES[1])
COUNTS = Counts(honest=6, alone=2, submissions=6, requests=24, settle_s=0)
HELD = Resources(200, 250, 900, processes=12, descriptors=40)


def broken(findings: Findings) -> list[str]:
    return [target.name for target in findings.targets() if not target.met]


@pytest.mark.timeout(300)
def test_honest_learners_get_their_verdicts_beside_hostile_ones(tmp_path: Path) -> None:
    problems_dir = write_problem(tmp_path / "problems")

    findings = besiege([RIGHT, WRONG, MISTAKEN], problems_dir, tmp_path, COUNTS)

    assert findings.honest_right > 0
    assert findings.honest_right + len(findings.honest_wrong) == COUNTS.alone + COUNTS.honest
    # A wrong verdict is found, and there is no other one.
    assert {told.split()[0] for told in findings.honest_wrong} == {MISTAKEN.name}
    assert "wrong_honest_verdicts" in broken(findings)
    assert not findings.holds
    assert findings.hostile_verdicts.total() == COUNTS.submissions
    assert findings.unexpected_verdicts == []
    assert findings.hostile_statuses.total() >= COUNTS.requests
    assert findings.hostile_faults == {}
    assert findings.honest_beside_ms
    assert findings.before
    assert findings.after
    assert findings.after.service_mb > 0


def test_findings_within_all_bounds_hold() -> None:
    findings = Findings(honest_alone_ms=[100.0], honest_beside_ms=[199.0], before=HELD, after=HELD)
    findings.count_request("JSON", ["422", "503", "429"])

    assert findings.holds
    assert broken(findings) == []


def test_findings_are_told_as_json() -> None:
    findings = Findings(honest_alone_ms=[100.0, 200.0], before=HELD)
    findings.count_request("JSON", ["422", "422"])

    told = json.loads(json.dumps(findings.to_json()))

    assert told["honest_alone_ms"]["p50"] == 150.0
    assert told["hostile_statuses"] == {"422": 2}
    assert told["before"]["descriptors"] == HELD.descriptors


@pytest.mark.parametrize(
    ("findings", "bound"),
    [
        (Findings(honest_alone_ms=[1.0], honest_beside_ms=[2.1]), "honest_p95_beside_to_alone"),
        (Findings(longest_livez_s=1.5), "longest_livez_s"),
        (Findings(livez_failures=1), "livez_failures"),
        (Findings(unexpected_verdicts=["fork: accepted"]), "unexpected_hostile_verdicts"),
        (Findings(faults_in_log=Counter(["Failed"])), "faults_in_log"),
        (Findings(before=HELD, after=replace(HELD, service_mb=300)), "service_mb_gained"),
        (Findings(before=HELD, after=replace(HELD, processes=20)), "processes_gained"),
        (Findings(before=HELD, after=replace(HELD, descriptors=100)), "descriptors_gained"),
        (
            Findings(before=HELD, after=replace(HELD, all_processes_mb=1300)),
            "all_processes_mb_gained",
        ),
    ],
)
def test_a_broken_bound_is_named(findings: Findings, bound: str) -> None:
    assert broken(findings) == [bound]


@pytest.mark.parametrize("status", ["500", "502", "answered with another learner's submission"])
def test_a_faulty_answer_is_named_with_the_kind_of_request(status: str) -> None:
    findings = Findings()

    findings.count_request("JSON: NaN", ["422", status])

    assert broken(findings) == ["hostile_requests_at_fault"]
    assert findings.hostile_faults == {f"JSON: NaN: {status}": 1}


def test_every_attack_is_sent_before_one_is_sent_again(tmp_path: Path) -> None:
    problem = load_problem(write_problem(tmp_path) / PROBLEM)
    attacks = {each.source for each in hostile_submissions(10_000, [problem], Random(0))}

    chosen = hostile_submissions(len(attacks) // 2, [problem], Random(1))

    sources = [each.source for each in chosen]
    assert len(set(sources)) == len(sources)
    assert {each.problem for each in chosen} == {ATTACK, PROBLEM}
    assert all(Outcome.JUDGE_ERROR not in each.allowed for each in chosen)


def test_what_the_service_logs_as_a_fault_is_counted() -> None:
    log = [
        {"event": "Failed", "level": "error", "exception": "Traceback\nValueError: 0xab12"},
        {"event": "Failed", "level": "error", "exception": "Traceback\nValueError: 0xcd34"},
        {"event": "The event loop was held for 1.5 s", "level": "warning"},
        {"event": "slow request", "level": "warning"},
    ]
    assert faults_in("\n".join([*map(json.dumps, log), "Killed"])) == {
        "Failed ValueError: 0x": 2,
        "The event loop was held for 1.5 s": 1,
        "Killed": 1,
    }


async def _order_of(rows: dict[str, int], slow: str) -> list[str]:
    """In which order the items of rows begin, where those of one row take longer."""
    steps, begun = Steps(rows), []

    async def work(row: str) -> None:
        for number in range(rows[row]):
            await steps.turn(row, number)
            begun.append(row)
            for _ in range(10 if row == slow else 1):
                await asyncio.sleep(0)
            await steps.done(row)

    await asyncio.gather(*map(work, rows))
    return begun


def test_fast_rows_wait_for_the_slowest() -> None:
    begun = asyncio.run(_order_of({"fast": 10, "slow": 10}, "slow"))

    assert begun.count("fast") == begun.count("slow") == 10
    assert max(begun[:place].count("fast") - begun[:place].count("slow") for place in range(20)) < 4

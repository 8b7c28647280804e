"""What a submission is worth, and what is shown when."""

from datetime import UTC, datetime, timedelta

import pytest

from app.assignments.rules import Rules, best
from app.assignments.schemas import LateRule, When

DUE = datetime(2026, 1, 8, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def rules(late: LateRule | None = None, closes_at: datetime | None = None) -> Rules:
    return Rules(None, DUE, closes_at, None, None, late)


DAILY = LateRule(percent_off=30, per="day")
ONCE = LateRule(percent_off=30, per="once")


@pytest.mark.parametrize(
    ("after", "days", "daily", "once"),
    [
        (timedelta(), 0, 1.0, 1.0),
        (timedelta(microseconds=1), 1, 0.7, 0.7),
        (24 * HOUR, 1, 0.7, 0.7),
        (25 * HOUR, 2, 0.4, 0.7),
        (100 * HOUR, 5, 0.0, 0.7),
    ],
)
def test_what_a_late_submission_keeps(
    after: timedelta, days: int, daily: float, once: float
) -> None:
    assert rules().days_late(DUE + after) == days
    assert rules().kept(DUE + after) == 1.0
    assert rules(DAILY).kept(DUE + after) == pytest.approx(daily)
    assert rules(ONCE).kept(DUE + after) == pytest.approx(once)


def test_nothing_is_late_without_a_due_time() -> None:
    assert Rules(None, None, None, None, None, None).days_late(DUE) == 0


def test_the_submission_that_counts_is_worth_most() -> None:
    in_time, late = DUE - HOUR, DUE + HOUR
    assert best(rules(), []) is None
    assert best(rules(DAILY), [(0.6, in_time), (1.0, late)]) == 1
    assert best(rules(DAILY), [(0.8, in_time), (1.0, late)]) == 0
    assert best(rules(), [(0.5, in_time), (0.5, late)]) == 0


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        ("always", [True] * 4),
        ("accepted", [False] * 3 + [True]),
        ("due", [False, True, True, False]),
        ("closed", [False, False, True, False]),
        ("never", [False] * 4),
    ],
)
def test_what_is_shown_when(when: When, shown: list[bool]) -> None:
    mine = rules(closes_at=DUE + 2 * HOUR)
    assert [
        mine.shows(when, DUE, solved=False),
        mine.shows(when, DUE + HOUR, solved=False),
        mine.shows(when, DUE + 2 * HOUR, solved=False),
        mine.shows(when, DUE, solved=True),
    ] == shown


def test_a_moment_that_never_comes() -> None:
    endless = Rules(None, None, None, None, None, None)
    assert not endless.shows("due", DUE, solved=True)
    assert not endless.shows("closed", DUE, solved=True)

"""The counts are those of the rows, whatever has happened to them."""

import asyncio
import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from app.audit.entry import SERVICE
from app.core.errors import StoreError
from app.core.ids import new_id
from app.database.database import Database
from app.database.tables.statistics import (
    statistics_counts,
    statistics_days,
    statistics_figures,
    statistics_visits,
    unsolved_problems,
    verdict_changes,
)
from app.erasure.service import ErasureService
from app.learners.repository import LearnerStore
from app.learners.schemas import LearnerFilter
from app.rejudges.repository import RejudgeStore
from app.rejudges.schemas import NewRejudge, Selection
from app.rollup import repository
from app.rollup.counting import three_digits
from app.rollup.service import Rollup
from app.statistics.counts_repository import CountStatistics
from app.statistics.rows_repository import RowStatistics
from app.statistics.schemas import Period
from app.statistics.unnamed_repository import UnnamedStore
from app.submissions.progress_repository import ProgressStore
from app.submissions.repository import SubmissionStore
from app.submissions.schemas import ClaimedSubmission
from graders.core.verdict import CaseVerdict, Hint, Outcome
from tests.app.stored import AMPLE, claim_next, new, verdict

pytestmark = pytest.mark.anyio

SITES, PROBLEMS = ("site", "other"), ("double", "triple")
LEARNERS = ("ada", "bob", "eve", None)
FIRST_DAY, DAYS = date(2026, 1, 1), 6
OUTCOMES = (
    *(Outcome.ACCEPTED, Outcome.WRONG_ANSWER, Outcome.WRONG_ANSWER),
    *(Outcome.COMPILE_ERROR, Outcome.JUDGE_ERROR),
)
COUNTS = (statistics_counts, statistics_figures, statistics_days, statistics_visits)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


class Story:
    """What happens to submissions, by chance, but the same every time."""

    def __init__(self, database: Database, chance: random.Random) -> None:
        self._database = database
        self._chance = chance
        self._store = SubmissionStore(database)
        self._rejudges = RejudgeStore(database)
        self._running: list[ClaimedSubmission] = []

    async def go_on(self) -> None:
        """Let one thing happen."""
        happens = [self._hand_in] * 6 + [self._judge] * 6
        happens += [self._cancel, self._rejudge, self._erase, self._count]
        await self._chance.choice(happens)()

    async def end(self) -> None:
        """Judge what runs, but for one submission, and leave one queued."""
        for claimed in self._running[1:]:
            await self._store.finish(claimed, self._verdict())
        await self._store.add([self._new()], AMPLE)

    async def _hand_in(self) -> None:
        await self._store.add([self._new()], AMPLE)
        claimed = await claim_next(self._store, "worker")
        assert claimed is not None
        self._running.append(claimed)

    async def _judge(self) -> None:
        if self._running:
            # Not in the order in which they came.
            claimed = self._running.pop(self._chance.randrange(len(self._running)))
            await self._store.finish(claimed, self._verdict())

    async def _cancel(self) -> None:
        if self._running:
            await self._store.cancel(self._running.pop().id)

    async def _rejudge(self) -> None:
        selection = Selection(site=None, problem=self._chance.choice(PROBLEMS))
        again = NewRejudge(new_id(), "site", None, selection, "r2", fresh_seeds=False, note="")
        await self._rejudges.add(again)
        while (claimed := await claim_next(self._store, "worker")) is not None:
            await self._store.finish(claimed, self._verdict())
        await self._rejudges.apply(again.id)

    async def _erase(self) -> None:
        site, learner = self._chance.choice(SITES), self._chance.choice(LEARNERS[:3])
        await ErasureService(self._database).erase_learner(site, str(learner), SERVICE)
        self._running = [
            each for each in self._running if (each.site, each.learner) != (site, learner)
        ]

    async def _count(self) -> None:
        await Rollup(self._database).count_all()

    def _new(self) -> Any:
        day = datetime.combine(FIRST_DAY, datetime.min.time(), UTC) + timedelta(
            days=self._chance.randrange(DAYS), hours=self._chance.randrange(24)
        )
        return new(
            new_id(),
            site=self._chance.choice(SITES),
            problem=self._chance.choice(PROBLEMS),
            learner=self._chance.choice(LEARNERS),
            kind=self._chance.choice(("submission", "submission", "submission", "test")),
            created_at=day,
        )

    def _verdict(self) -> Any:
        outcome = self._chance.choice(OUTCOMES)
        mistake = self._chance.choice(("forgot_factor", "added", None))
        is_wrong = outcome is Outcome.WRONG_ANSWER
        hints = (Hint(mistake=mistake, text="", cases=()),) if is_wrong and mistake else ()
        likeness = self._chance.choice(("alike", "other")) if is_wrong and not mistake else None
        ends = (Outcome.ACCEPTED, outcome, Outcome.SKIPPED)
        cases = tuple(
            CaseVerdict(
                name=name, visibility="hidden", verdict=self._chance.choice(ends), message=""
            )
            for name in ("first", "last")
        )
        judged = verdict(outcome=outcome).model_copy(
            update={
                "hints": hints,
                "cases": cases,
                # Of three digits: their quantiles are exact.
                "time_ms": float(self._chance.randrange(1, 1000)),
                "memory_mb": self._chance.randrange(1, 1000) / 10,
            }
        )
        return judged if likeness is None else judged.with_likeness(likeness)


def periods() -> Sequence[Period]:
    days = [FIRST_DAY + timedelta(days=day) for day in (0, 2, 3, DAYS)]
    return [
        Period(),
        Period(last_day=days[1]),
        Period(days[1], days[2]),
        Period(days[2], days[3]),
    ]


async def assert_counts_are_those_of_the_rows(database: Database) -> None:
    assert await Rollup(database).settle()
    counts, rows = CountStatistics(database), RowStatistics(database)
    for site in ("site", None):
        for period in periods():
            assert await counts.overview(site, period) == await rows.overview(site, period)
        for problem in PROBLEMS:
            counted = await counts.of_problem(problem, {}, site)
            assert counted == await rows.of_problem(problem, {}, site, Period())
            groups = [
                await UnnamedStore(database).of_problem(problem, {}, site, period)
                # The second is read from the rows.
                for period in (Period(), Period(last_day=date.max))
            ]
            assert groups[0] == groups[1]


async def assert_progress_is_that_of_the_rows(database: Database) -> None:
    """Also of what is not counted yet."""
    progress = ProgressStore(database)
    for site in ("site", None):
        # Without some assignment, each row is looked at.
        one_by_one = await progress.read(site, None, ["none"])
        assert await progress.read(site, None) == one_by_one


async def assert_unsolved_problems_are_those_of_the_rows(database: Database) -> None:
    learners = LearnerStore(database)
    for site in ("site", None):
        every = await learners.problems(site, LearnerFilter(), 100, None)
        found = await learners.problems(site, LearnerFilter(solved=False), 100, None)
        assert found.items == [each for each in every.items if not each.solved]
    async with database.read() as connection:
        stored = await connection.execute(select(func.count()).select_from(unsolved_problems))
        assert stored.scalar_one() == len(found.items)


async def test_whatever_happens_they_are_those_of_the_rows(database: Database) -> None:
    story = Story(database, random.Random(0))
    for _ in range(2):
        for _ in range(40):
            await story.go_on()
        await assert_progress_is_that_of_the_rows(database)
        await assert_counts_are_those_of_the_rows(database)
        await assert_unsolved_problems_are_those_of_the_rows(database)
    await story.end()
    await assert_progress_is_that_of_the_rows(database)
    await assert_counts_are_those_of_the_rows(database)
    await assert_unsolved_problems_are_those_of_the_rows(database)


async def judged(database: Database, learner: str | None = "ada", **figures: Any) -> None:
    store = SubmissionStore(database)
    claimed = await store.add_running(new(new_id(), learner=learner), AMPLE, "worker")
    await store.finish(claimed, verdict().model_copy(update=figures))


async def test_some_at_a_time(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A learner's are counted together, and nobody's are not."""
    # How its cases ended is known then: a new way is stored by a change of its own.
    await judged(database)
    await Rollup(database).count_all()
    monkeypatch.setattr(repository, "_AT_ONCE", 2)
    for learner in (None, None, None, "ada", "ada", "ada", "bob"):
        await judged(database, learner)
    store = repository.RollupStore(database)
    assert [await store.count_some() for _ in range(4)] == [2, 4, 1, 0]
    await assert_counts_are_those_of_the_rows(database)


async def test_what_is_interrupted_is_counted_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await judged(database)

    async def fail(*_: object) -> None:
        raise OSError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(repository, "_store", fail)
        with pytest.raises(StoreError, match="OSError"):
            await Rollup(database).count_all()
    assert await repository.RollupStore(database).pending(10)
    await assert_counts_are_those_of_the_rows(database)


async def test_many_may_count_at_once(database: Database) -> None:
    async def hand_in() -> None:
        for learner in ("ada", "bob", None):
            await judged(database, learner)

    async def count() -> None:
        for _ in range(4):
            await Rollup(database).count_all()

    await asyncio.gather(hand_in(), hand_in(), count(), count(), count())
    await assert_counts_are_those_of_the_rows(database)


async def test_a_process_may_count_that_knows_no_unsolved_problems(database: Database) -> None:
    """As one of an earlier version does while an upgrade replaces the processes."""
    await judged(database, "ada", verdict=Outcome.WRONG_ANSWER)
    await judged(database, "bob", verdict=Outcome.WRONG_ANSWER)
    await judged(database, "bob")
    async with database.write() as transaction:
        await transaction.execute(delete(verdict_changes))
    await assert_unsolved_problems_are_those_of_the_rows(database)


async def test_nothing_is_left_of_a_site_that_is_erased(database: Database) -> None:
    await judged(database, verdict=Outcome.WRONG_ANSWER)
    await Rollup(database).count_all()
    await judged(database)
    await ErasureService(database).erase_learner("site", "ada", SERVICE)
    async with database.read() as connection:
        for table in (*COUNTS, unsolved_problems, verdict_changes):
            query = select(func.count()).select_from(table)
            assert (await connection.execute(query)).scalar_one() == 0


async def test_too_much_to_wait_for(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.rollup.service._MOST_WAITED_FOR", 2)
    await judged(database)
    await judged(database)
    assert not await Rollup(database).settle()
    await Rollup(database).count_all()
    assert await Rollup(database).settle()


@pytest.mark.parametrize(
    ("figure", "cut"),
    [(0.0, 0.0), (0.1, 0.1), (2.1999, 2.19), (5.0, 5.0), (1234.567, 1230.0), (1e9, 1e9)],
)
def test_figures_have_three_digits(figure: float, cut: float) -> None:
    assert three_digits(figure) == cut

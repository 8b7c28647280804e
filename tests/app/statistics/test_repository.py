from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pytest

from app.core.ids import new_id
from app.database.database import Database
from app.rejudges.repository import RejudgeStore
from app.rejudges.schemas import NewRejudge, Selection
from app.statistics.repository import StatisticsStore
from app.statistics.schemas import Distribution, Period, ProblemStatistics, TableName
from app.submissions.repository import SubmissionStore
from app.submissions.schemas import ClaimedSubmission
from graders.core.verdict import CaseVerdict, Hint, Outcome
from tests.app.stored import AMPLE, claim_next, new, verdict

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
A, W, C, J = (
    Outcome.ACCEPTED,
    Outcome.WRONG_ANSWER,
    Outcome.COMPILE_ERROR,
    Outcome.JUDGE_ERROR,
)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


class Course:
    """What learners hand in, and its verdicts."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._store = SubmissionStore(database)

    async def hand_in(self, learner: str | None = "ada", **fields: Any) -> ClaimedSubmission:
        submission = new(new_id(), **{"learner": learner, "created_at": NOON} | fields)
        await self._store.add([submission], AMPLE)
        claimed = await claim_next(self._store, "worker")
        assert claimed is not None
        assert claimed.id == submission.id
        return claimed

    async def judge(self, claimed: ClaimedSubmission, outcome: Outcome, **figures: Any) -> None:
        judged = verdict(outcome=outcome).model_copy(update=figures)
        await self._store.finish(claimed, judged)

    async def judged(
        self,
        outcome: Outcome,
        learner: str | None = "ada",
        fields: dict[str, Any] | None = None,
        **figures: Any,
    ) -> None:
        await self.judge(await self.hand_in(learner, **fields or {}), outcome, **figures)

    async def cancelled(self) -> None:
        await self._store.cancel((await self.hand_in()).id)

    async def rejudged(self, outcome: Outcome, **figures: Any) -> None:
        rejudges = RejudgeStore(self.database)
        selection = Selection(site=None, problem="double")
        again = NewRejudge(new_id(), "site", None, selection, "r2", fresh_seeds=False, note="")
        await rejudges.add(again)
        while (claimed := await claim_next(self._store, "worker")) is not None:
            await self.judge(claimed, outcome, **figures)
        await rejudges.apply(again.id)

    async def read(
        self, problem: str = "double", site: str | None = "site", period: Period | None = None
    ) -> ProblemStatistics:
        return await StatisticsStore(self.database).of_problem(
            problem, {"forgot_factor": "The factor is missing"}, site, period or Period()
        )


@pytest.fixture
def course(database: Database) -> Course:
    return Course(database)


def cases(**outcomes: Outcome) -> tuple[CaseVerdict, ...]:
    return tuple(
        CaseVerdict(name=name, visibility="hidden", verdict=outcome, message="")
        for name, outcome in outcomes.items()
    )


def made(mistake: str) -> tuple[Hint, ...]:
    return (Hint(mistake=mistake, text="", cases=()),)


def tables(found: ProblemStatistics) -> list[list[Any]]:
    return [found.table(name)[1] for name in get_args(TableName)]


def histogram(distribution: Distribution) -> list[tuple[float, float | None, int, int]]:
    return [
        (each.at_least, each.below, each.submissions, each.accepted)
        for each in distribution.buckets
    ]


class TestTotals:
    async def test_submissions_and_those_who_sent_them(self, course: Course) -> None:
        await course.judged(W, "ada")
        await course.judged(A, "ada")
        await course.judged(A, "ada")
        await course.judged(W, "bob")
        await course.judged(A, None)
        found = await course.read()
        assert (found.submissions, found.accepted, found.share_accepted) == (5, 3, 0.6)
        assert (found.learners, found.solved_by) == (2, 1)

    async def test_nothing_was_handed_in(self, course: Course) -> None:
        found = await course.read()
        assert (found.problem, found.submissions, found.share_accepted) == ("double", 0, None)
        assert tables(found) == [[]] * 7
        assert found.time_ms == Distribution(
            median=None, p90=None, p99=None, maximum=None, buckets=[]
        )

    async def test_what_the_judge_failed_on_is_nobodys(self, course: Course) -> None:
        await course.judged(J, "ada", time_ms=9.0, cases=cases(sample=W))
        found = await course.read()
        assert (found.submissions, found.judge_errors, found.learners) == (0, 1, 0)
        assert tables(found) == [[]] * 7

    async def test_neither_cancelled_nor_unfinished_ones_count_nor_runs(
        self, course: Course
    ) -> None:
        await course.cancelled()
        await course.hand_in()
        await course.judged(A, fields={"kind": "run"})
        found = await course.read()
        assert (found.submissions, found.judge_errors, found.until_accepted) == (0, 0, [])

    async def test_those_of_other_problems_and_sites_are_apart(self, course: Course) -> None:
        await course.judged(A)
        await course.judged(W, fields={"problem": "triple"})
        await course.judged(W, fields={"site": "other"})
        assert (await course.read()).submissions == 1
        assert (await course.read(site="other")).accepted == 0
        everywhere = await course.read(site=None)
        assert (everywhere.submissions, everywhere.learners) == (2, 2)


class TestPeriod:
    @pytest.fixture
    async def spread(self, course: Course) -> Course:
        """One submission at the first and the last moment of three days in UTC."""
        midnight = datetime(2026, 1, 1, tzinfo=UTC)
        for day in range(3):
            for moment in (timedelta(0), timedelta(days=1, microseconds=-1)):
                at = midnight + timedelta(days=day) + moment
                await course.judged(A, fields={"created_at": at})
        return course

    async def test_days_are_those_of_utc(self, spread: Course) -> None:
        found = await spread.read()
        assert [(each.day.day, each.submissions) for each in found.days] == [(1, 2), (2, 2), (3, 2)]

    @pytest.mark.parametrize(
        ("period", "days"),
        [
            (Period(first_day=date(2026, 1, 2)), [2, 3]),
            (Period(last_day=date(2026, 1, 2)), [1, 2]),
            (Period(date(2026, 1, 2), date(2026, 1, 2)), [2]),
            (Period(date(2026, 1, 3), date(2026, 1, 1)), []),
            (Period(date.min, date.max), [1, 2, 3]),
        ],
    )
    async def test_both_ends_are_included(
        self, spread: Course, period: Period, days: list[int]
    ) -> None:
        found = await spread.read(period=period)
        assert [each.day.day for each in found.days] == days
        assert found.submissions == 2 * len(days)

    async def test_days_without_submissions_are_there_too(self, course: Course) -> None:
        await course.judged(A)
        await course.judged(W, fields={"created_at": NOON + timedelta(days=2)})
        found = await course.read()
        assert [(each.day.day, each.submissions, each.accepted) for each in found.days] == [
            (2, 1, 1),
            (3, 0, 0),
            (4, 1, 0),
        ]


async def test_verdicts_come_by_their_frequency(course: Course) -> None:
    for outcome in (A, W, W, C):
        await course.judged(outcome)
    found = await course.read()
    assert [(each.verdict, each.submissions) for each in found.verdicts] == [
        (W, 2),
        (A, 1),
        (C, 1),
    ]


class TestUntilAccepted:
    async def test_they_end_with_the_first_accepted_one(self, course: Course) -> None:
        for learner, outcomes in {"ada": [W, A, W, A], "bob": [A], "eve": [W, W]}.items():
            for outcome in outcomes:
                await course.judged(outcome, learner)
        found = await course.read()
        assert [
            (each.submissions, each.solved_by, each.unsolved_by) for each in found.until_accepted
        ] == [
            (1, 1, 0),
            (2, 1, 1),
        ]

    async def test_faults_of_the_judge_are_none(self, course: Course) -> None:
        for outcome in (J, W, J, A):
            await course.judged(outcome)
        found = await course.read()
        assert [(each.submissions, each.solved_by) for each in found.until_accepted] == [(2, 1)]

    async def test_learners_of_two_sites_are_two(self, course: Course) -> None:
        await course.judged(W)
        await course.judged(A, fields={"site": "other"})
        found = await course.read(site=None)
        assert [
            (each.submissions, each.solved_by, each.unsolved_by) for each in found.until_accepted
        ] == [(1, 1, 1)]

    async def test_submissions_without_a_learner_are_nobodys(self, course: Course) -> None:
        await course.judged(A, None)
        assert (await course.read()).until_accepted == []


async def test_mistakes_come_by_their_frequency(course: Course) -> None:
    await course.judged(A)
    await course.judged(W, "ada", hints=made("forgot_factor"))
    await course.judged(W, "ada", hints=made("forgot_factor"))
    await course.judged(W, None, hints=made("forgot_factor"))
    await course.judged(W, "bob", hints=made("added"))
    await course.judged(C, "bob")
    await course.judged(W, "eve")
    found = await course.read()
    assert [
        (each.mistake, each.title, each.submissions, each.learners) for each in found.mistakes
    ] == [
        ("forgot_factor", "The factor is missing", 3, 1),
        (None, None, 2, 2),
        ("added", "Added", 1, 1),
    ]


class TestDistributions:
    async def test_quantiles_are_nearest_rank(self, course: Course) -> None:
        for number in range(1, 11):
            await course.judged(A, time_ms=float(number), memory_mb=float(10 * number))
        found = await course.read()
        time_ms, memory_mb = found.time_ms, found.memory_mb
        assert (time_ms.median, time_ms.p90, time_ms.p99, time_ms.maximum) == (5, 9, 10, 10)
        assert (memory_mb.median, memory_mb.p90, memory_mb.maximum) == (50, 90, 100)

    async def test_buckets_go_from_the_first_to_the_last_that_is_not_empty(
        self, course: Course
    ) -> None:
        for outcome, time_ms in ((A, 1.5), (W, 2.1999), (A, 4.7)):
            await course.judged(outcome, time_ms=time_ms)
        assert histogram((await course.read()).time_ms) == [
            (1.5, 2.2, 2, 1),
            (2.2, 3.3, 0, 0),
            (3.3, 4.7, 0, 0),
            (4.7, 6.8, 1, 1),
        ]

    async def test_the_first_begins_at_nothing_and_the_last_has_no_end(
        self, course: Course
    ) -> None:
        for memory_mb in (0.0, 1e9):
            await course.judged(A, memory_mb=memory_mb)
        first, *_, last = histogram((await course.read()).memory_mb)
        assert first == (0.0, 1.0, 1, 1)
        assert last == (680_000.0, None, 1, 1)

    async def test_what_could_not_be_loaded_took_no_time(self, course: Course) -> None:
        await course.judged(C, time_ms=3.0)
        await course.judged(W, time_ms=5.0)
        assert (await course.read()).time_ms.maximum == 5


async def test_cases_come_by_how_often_they_fail_where_they_ran(course: Course) -> None:
    await course.judged(A, cases=cases(sample=A, first=A, last=A))
    await course.judged(W, cases=cases(sample=A, first=W, last=W))
    await course.judged(
        Outcome.TIME_LIMIT_EXCEEDED,
        cases=cases(sample=A, first=Outcome.TIME_LIMIT_EXCEEDED, last=Outcome.SKIPPED),
    )
    found = await course.read()
    assert [(each.case, each.ran, each.failed, each.share_failed) for each in found.cases] == [
        ("first", 3, 2, 2 / 3),
        ("last", 2, 1, 0.5),
        ("sample", 3, 0, 0.0),
    ]


async def test_the_newest_verdict_counts(course: Course) -> None:
    await course.judged(A, time_ms=5.0, cases=cases(sample=A))
    await course.rejudged(
        W, time_ms=7.0, memory_mb=3.0, hints=made("forgot_factor"), cases=cases(sample=W)
    )
    found = await course.read()
    assert (found.submissions, found.accepted) == (1, 0)
    assert found.mistakes[0].mistake == "forgot_factor"
    assert (found.time_ms.maximum, found.memory_mb.maximum) == (7, 3)
    assert [(each.case, each.failed) for each in found.cases] == [("sample", 1)]


class TestOverview:
    async def test_each_problem_by_name(self, course: Course) -> None:
        await course.judged(A, fields={"problem": "triple"})
        await course.judged(W)
        await course.judged(W, fields={"site": "other", "problem": "quadruple"})
        store = StatisticsStore(course.database)
        of_site = (await store.overview("site", Period())).problems
        assert [(each.problem, each.submissions, each.solved_by) for each in of_site] == [
            ("double", 1, 0),
            ("triple", 1, 1),
        ]
        of_all = (await store.overview(None, Period())).problems
        assert [each.problem for each in of_all] == ["double", "quadruple", "triple"]

    async def test_of_a_period(self, course: Course) -> None:
        await course.judged(A)
        period = Period(first_day=date(2026, 1, 3))
        assert (await StatisticsStore(course.database).overview("site", period)).problems == []

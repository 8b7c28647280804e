from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from app.core.errors import UnknownCursorError
from app.core.ids import least_id
from app.database.database import Database
from app.database.pagination import Page
from app.database.tables.submissions import submissions
from app.rollup.service import Rollup
from app.submissions.repository import SubmissionStore
from app.submissions.schemas import SubmissionFilter, SubmissionSummary
from app.submissions.search_repository import SubmissionSearch
from graders.core.verdict import CaseVerdict, Hint, Outcome
from tests.app.stored import AMPLE, MOMENT, claim_next, new, verdict

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def store(database: Database) -> SubmissionStore:
    return SubmissionStore(database)


@pytest.fixture
def search(database: Database) -> SubmissionSearch:
    return SubmissionSearch(database)


def ids(found: Page[SubmissionSummary]) -> list[str]:
    return [submission.id for submission in found.items]


class TestOnceCounted:
    """When all verdicts are counted, a case that nobody failed is not looked for."""

    @pytest.mark.parametrize("kind", ["submission", "test"])
    async def test_who_failed_a_case(
        self, database: Database, store: SubmissionStore, search: SubmissionSearch, kind: Any
    ) -> None:
        claimed = await store.add_running(new("a", kind=kind), AMPLE, "worker")
        case = CaseVerdict(
            name="failed", visibility="hidden", verdict=Outcome.WRONG_ANSWER, message=""
        )
        await store.finish(claimed, verdict().model_copy(update={"cases": (case,)}))
        await Rollup(database).count_all()
        for name, found in (("failed", ["a"]), ("unknown", [])):
            wanted = SubmissionFilter(problem="double", case=name)
            assert ids(await search.find("site", wanted, 9, None)) == found


async def test_of_what_earlier_versions_stored_the_verdict_is_read(
    database: Database, store: SubmissionStore, search: SubmissionSearch
) -> None:
    claimed = await store.add_running(new("a"), AMPLE, "worker")
    await store.finish(claimed, verdict())
    before = await search.find("site", SubmissionFilter(), 9, None)
    async with database.write() as transaction:
        await transaction.execute(update(submissions).values(passed=None, total=None))
    assert await search.find("site", SubmissionFilter(), 9, None) == before
    [found] = before.items
    assert (found.passed, found.total, found.score) == (1, 2, 0.5)


class TestFilter:
    @pytest.mark.parametrize(
        "wanted",
        [
            {"problem": "triple"},
            {"learner": "Ada"},
            {"external_id": "x1"},
            {"verdict": Outcome.WRONG_ANSWER},
            {"status": "finished"},
            {"created_after": MOMENT},
            {"mistake": "forgot_factor"},
            {"problem": "triple", "case": 'a "quoted" one'},
            {"learner": "Ada", "problem": "triple", "status": "finished"},
        ],
    )
    async def test_only_what_fits(
        self, store: SubmissionStore, search: SubmissionSearch, wanted: dict[str, Any]
    ) -> None:
        fits = new(
            "fits",
            problem="triple",
            learner="Ada",
            external_id="x1",
            created_at=MOMENT + timedelta(seconds=1),
        )
        await store.add([fits], AMPLE)
        claimed = await claim_next(store, "worker")
        assert claimed is not None
        failed, passed = (
            CaseVerdict(name=name, visibility="hidden", verdict=outcome, message="")
            for name, outcome in (
                ('a "quoted" one', Outcome.WRONG_ANSWER),
                ("passed", Outcome.ACCEPTED),
            )
        )
        found = {
            "cases": (failed, passed),
            "hints": (Hint(mistake="forgot_factor", text="", cases=()),),
        }
        wrong = verdict(outcome=Outcome.WRONG_ANSWER).model_copy(update=found)
        await store.finish(claimed, wrong)
        await store.add([new("other"), new("another", learner="Bob")], AMPLE)
        assert ids(await search.find("site", SubmissionFilter(**wanted), 10, None)) == ["fits"]

    @pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.SKIPPED])
    async def test_a_case_that_passed_or_was_not_run_is_not_one_that_failed(
        self, store: SubmissionStore, search: SubmissionSearch, outcome: Outcome
    ) -> None:
        await store.add([new("one")], AMPLE)
        claimed = await claim_next(store, "worker")
        assert claimed is not None
        case = CaseVerdict(name="a", visibility="hidden", verdict=outcome, message="")
        await store.finish(claimed, verdict().model_copy(update={"cases": (case,)}))
        for name in ("a", "none"):
            wanted = SubmissionFilter(problem="double", case=name)
            assert ids(await search.find("site", wanted, 10, None)) == []

    async def test_times_between_which_they_were_created(
        self, store: SubmissionStore, search: SubmissionSearch
    ) -> None:
        # Each stored a little later than it was created; the first two the other way round.
        hours = (0.1, 0.0, 1.0, 2.0, 3.0, 5.0, 48.0)
        moments = [MOMENT + timedelta(hours=each) for each in hours]
        made = {least_id(moment) + "0" * 20: moment for moment in moments}
        await store.add([new(each, created_at=made[each]) for each in made], AMPLE)
        for first in (MOMENT - timedelta(1), *moments):
            for last in (*moments, MOMENT + timedelta(9)):
                wanted = SubmissionFilter(created_after=first, created_before=last)
                found = ids(await search.find("site", wanted, 10, None))
                assert found == [each for each in made if first < made[each] < last][::-1]

    async def test_times_at_the_ends_of_the_calendar(
        self, store: SubmissionStore, search: SubmissionSearch
    ) -> None:
        await store.add([new("a")], AMPLE)
        first, last = (each.replace(tzinfo=UTC) for each in (datetime.min, datetime.max))
        wanted = SubmissionFilter(created_after=first, created_before=last)
        assert ids(await search.find("site", wanted, 10, None)) == ["a"]

    async def test_runs_are_no_submissions(
        self, store: SubmissionStore, search: SubmissionSearch
    ) -> None:
        await store.add([new("scored"), new("run", kind="run")], AMPLE)
        assert ids(await search.find(None, SubmissionFilter(), 10, None)) == ["scored"]

    async def test_a_site_sees_its_own(
        self, store: SubmissionStore, search: SubmissionSearch
    ) -> None:
        await store.add([new("a"), new("b", site="another")], AMPLE)
        assert ids(await search.find("another", SubmissionFilter(), 10, None)) == ["b"]
        assert ids(await search.find(None, SubmissionFilter(), 10, None)) == ["b", "a"]

    async def test_it_tells_how_it_ended(
        self, store: SubmissionStore, search: SubmissionSearch
    ) -> None:
        await store.add([new("a", metadata={"course": 1})], AMPLE)
        claimed = await claim_next(store, "worker")
        assert claimed is not None
        await store.finish(claimed, verdict())
        [summary] = (await search.find("site", SubmissionFilter(), 10, None)).items
        assert summary.verdict is Outcome.ACCEPTED
        assert (summary.passed, summary.total, summary.score) == (1, 2, 0.5)
        assert summary.metadata == {"course": 1}
        assert summary.tries == 1


class TestPages:
    async def test_they_join_without_gap_or_overlap(
        self, store: SubmissionStore, search: SubmissionSearch
    ) -> None:
        await store.add([new(f"{number}") for number in range(5)], AMPLE)
        first = await search.find("site", SubmissionFilter(), 2, None)
        await store.add([new("stored meanwhile")], AMPLE)
        second = await search.find("site", SubmissionFilter(), 2, first.next_cursor)
        third = await search.find("site", SubmissionFilter(), 2, second.next_cursor)
        assert [ids(page) for page in (first, second, third)] == [["4", "3"], ["2", "1"], ["0"]]
        assert third.next_cursor is None

    async def test_a_full_last_page_leads_nowhere(
        self, store: SubmissionStore, search: SubmissionSearch
    ) -> None:
        await store.add([new("a"), new("b")], AMPLE)
        assert (await search.find("site", SubmissionFilter(), 2, None)).next_cursor is None

    @pytest.mark.parametrize("cursor", ["unknown", "b"])
    async def test_a_cursor_from_elsewhere(
        self, store: SubmissionStore, search: SubmissionSearch, cursor: str
    ) -> None:
        await store.add([new("a"), new("b", site="another")], AMPLE)
        with pytest.raises(UnknownCursorError):
            await search.find("site", SubmissionFilter(), 2, cursor)

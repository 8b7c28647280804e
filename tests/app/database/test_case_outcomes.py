"""What statistics and filters read of how cases ended, and how often it is stored."""

import json

import pytest
from sqlalchemy import func, select, update

from app.database.database import Database
from app.database.tables.submissions import case_patterns, submissions
from app.statistics.repository import StatisticsStore
from app.statistics.schemas import Period
from app.submissions.repository import SubmissionStore
from app.submissions.schemas import SubmissionFilter
from app.submissions.search_repository import SubmissionSearch
from graders.core.verdict import CaseVerdict, Outcome
from tests.app.stored import AMPLE, claim_next, new, verdict

pytestmark = pytest.mark.anyio

A, W = Outcome.ACCEPTED, Outcome.WRONG_ANSWER


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


async def judged(database: Database, name: str, **outcomes: Outcome) -> None:
    store = SubmissionStore(database)
    await store.add([new(name)], AMPLE)
    claimed = await claim_next(store, "worker")
    assert claimed is not None
    cases = tuple(
        CaseVerdict(name=each, visibility="hidden", verdict=outcome, message="")
        for each, outcome in outcomes.items()
    )
    await store.finish(claimed, verdict().model_copy(update={"cases": cases}))


async def patterns(database: Database) -> int:
    async with database.read() as connection:
        query = select(func.count()).select_from(case_patterns)
        return int((await connection.execute(query)).scalar_one())


async def failing(database: Database, case: str) -> list[str]:
    """The ids of the submissions that fail a case."""
    wanted = SubmissionFilter(problem="double", case=case)
    page = await SubmissionSearch(database).find("site", wanted, 10, None)
    return [each.id for each in page.items]


async def failures(database: Database) -> dict[str, tuple[int, int]]:
    """How often each case ran, and failed."""
    found = await StatisticsStore(database).of_problem("double", {}, "site", Period())
    return {each.case: (each.ran, each.failed) for each in found.cases}


async def test_what_ended_alike_is_stored_once(database: Database) -> None:
    await judged(database, "0", a=W, b=A)
    await judged(database, "1", a=W, b=A)
    assert await patterns(database) == 1
    await judged(database, "2", a=A, b=W)
    assert await patterns(database) == 2
    assert await failing(database, "a") == ["1", "0"]
    assert await failing(database, "b") == ["2"]
    assert await failures(database) == {"a": (3, 2), "b": (3, 1)}


async def test_what_earlier_versions_stored_counts_as_well(database: Database) -> None:
    await judged(database, "earlier", a=W, b=A)
    await judged(database, "now", a=W, b=W)
    earlier = update(submissions).where(submissions.c.id == "earlier")
    async with database.write() as transaction:
        await transaction.execute(
            earlier.values(case_outcomes=json.dumps({"a": W, "b": A}), case_pattern=None)
        )
    assert await failing(database, "a") == ["now", "earlier"]
    assert await failing(database, "b") == ["now"]
    assert await failures(database) == {"a": (2, 2), "b": (2, 1)}

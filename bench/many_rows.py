"""What reading and submitting take on PostgreSQL with few and with many rows.

`python -m bench.many_rows --database-url URL --rows 10000 10000000` fills an upgraded database that
holds nothing else, and measures the calls that the service makes. It tells the processor time of
one, of PostgreSQL on this machine and of the caller together: that hardly depends on what else the
machine does. It deletes what is in there.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text

from app.assignments.grade_repository import GradeStore
from app.core.ids import new_id
from app.database.database import Database
from app.database.postgresql import postgresql_database
from app.jobs.workers import WorkerStore
from app.learners.repository import LearnerStore
from app.learners.schemas import LearnerFilter
from app.monitoring.figures import read_figures
from app.monitoring.repository import read_work
from app.statistics.repository import StatisticsStore
from app.statistics.schemas import Period
from app.statistics.unnamed_repository import UnnamedStore
from app.submissions.idempotency import IdempotencyKeys
from app.submissions.progress_repository import ProgressStore
from app.submissions.queue_limits import Bounds
from app.submissions.repository import SubmissionStore
from app.submissions.schemas import NewSubmission, SubmissionFilter
from app.submissions.search_repository import SubmissionSearch
from bench.filled_table import ASSIGNMENT, PROBLEM, SITE, fill, size_mb
from bench.processes import parent_of, run_ms
from graders.core.verdict import Environment, Outcome, Verdict

_TIMES = 12
# Of one call; a slow one is made fewer times.
_PATIENCE_S = 10.0
_PAGE = 50
_AMPLE = Bounds(queued=100_000, in_flight=100_000)
_WORKER = "2" * 32
_LEARNER = "learner-77"

Call = Callable[[], Awaitable[object]]


def _calls(database: Database) -> dict[str, Call]:
    """What is timed, by name."""
    return {
        **_submitting(database),
        **_lists(database),
        **_learners(database),
        **_statistics(database),
        **_operating(database),
    }


def _submitting(database: Database) -> dict[str, Call]:
    store = SubmissionStore(database)

    async def submit() -> None:
        await store.add([_new()], _AMPLE)

    async def judge() -> None:
        new = _new()
        claimed = await store.add_running(new, _AMPLE, _WORKER, range(64))
        await store.finish(claimed, _verdict(new))

    async def take() -> None:
        waiting = await store.first_waiting(64)
        [claimed] = await store.claim(_WORKER, [each.id for each in waiting])
        await store.requeue(claimed)

    return {"submit": submit, "submit, draw, finish": judge, "look, claim, requeue": take}


def _lists(database: Database) -> dict[str, Call]:
    search = SubmissionSearch(database)
    now = datetime.now(UTC)
    filters: Mapping[str, SubmissionFilter] = {
        "all": SubmissionFilter(),
        "problem": SubmissionFilter(problem=PROBLEM),
        "problem, new": SubmissionFilter(problem="problem-new"),
        "learner": SubmissionFilter(learner=_LEARNER),
        "learner, problem": SubmissionFilter(learner=_LEARNER, problem=PROBLEM),
        "external id": SubmissionFilter(external_id="homework-7"),
        "assignment": SubmissionFilter(assignment=ASSIGNMENT),
        "verdict, common": SubmissionFilter(verdict=Outcome.WRONG_ANSWER),
        "verdict, one in 10,000": SubmissionFilter(verdict=Outcome.JUDGE_ERROR),
        "verdict, never seen": SubmissionFilter(verdict=Outcome.SECURITY_VIOLATION),
        "queued": SubmissionFilter(status="queued"),
        "cancelled": SubmissionFilter(status="cancelled"),
        "mistake": SubmissionFilter(problem=PROBLEM, mistake="mistake-1"),
        "mistake, never made": SubmissionFilter(problem=PROBLEM, mistake="mistake-9"),
        "failed case": SubmissionFilter(problem=PROBLEM, case="case-1"),
        "failed case, unknown": SubmissionFilter(problem=PROBLEM, case="case-9"),
        "of the last day": SubmissionFilter(created_after=now - timedelta(days=1)),
        "of a day, months ago": SubmissionFilter(
            created_after=now - timedelta(days=200), created_before=now - timedelta(days=199)
        ),
    }

    def listing(wanted: SubmissionFilter, site: str | None) -> Call:
        return lambda: search.find(site, wanted, _PAGE, None)

    async def second_page() -> None:
        page = await search.find(SITE, SubmissionFilter(), _PAGE, None)
        await search.find(SITE, SubmissionFilter(), _PAGE, page.next_cursor)

    calls = {f"list: {name}": listing(wanted, SITE) for name, wanted in filters.items()}
    calls["list: of all sites"] = listing(SubmissionFilter(), None)
    calls["list: two pages"] = second_page
    return calls


def _learners(database: Database) -> dict[str, Call]:
    learners = LearnerStore(database)
    grades = GradeStore(database)
    progress = ProgressStore(database)

    def page(wanted: LearnerFilter) -> Call:
        return lambda: learners.problems(SITE, wanted, _PAGE, None)

    async def gradebook() -> None:
        await grades.work(ASSIGNMENT, await grades.learners(ASSIGNMENT, _PAGE, None))

    return {
        "learners": page(LearnerFilter()),
        "learners: one": page(LearnerFilter(learner=_LEARNER)),
        "learners: a problem": page(LearnerFilter(problem=PROBLEM)),
        "learners: not solved": page(LearnerFilter(problem=PROBLEM, solved=False)),
        "gradebook": gradebook,
        "progress of one": lambda: progress.read(SITE, _LEARNER),
        "progress of all": lambda: progress.read(SITE, None),
    }


def _statistics(database: Database) -> dict[str, Call]:
    store, unnamed = StatisticsStore(database), UnnamedStore(database)
    ever = Period()
    today = date.today()
    week = Period(first_day=today - timedelta(days=7), last_day=today)
    return {
        "statistics: all problems": lambda: store.overview(SITE, ever),
        "statistics: a problem": lambda: store.of_problem(PROBLEM, {}, SITE, ever),
        "statistics: unnamed mistakes": lambda: unnamed.of_problem(PROBLEM, {}, SITE, ever),
        "statistics: a week, all problems": lambda: store.overview(SITE, week),
        "statistics: a week, a problem": lambda: store.of_problem(PROBLEM, {}, SITE, week),
    }


def _operating(database: Database) -> dict[str, Call]:
    store = SubmissionStore(database)
    return {
        "queue page": lambda: read_work(database),
        "metrics": lambda: read_figures(database),
        "wait estimate": lambda: store.latest_judging_times_s(50),
        "lost workers": store.requeue_abandoned,
        "start: tables": database.require_current,
        "start: latest problems": lambda: store.latest_problems(2),
        "start: old requests": IdempotencyKeys(database).forget_old,
        "start: workers": WorkerStore(database).slots,
    }


def _new() -> NewSubmission:
    return NewSubmission(
        new_id(), SITE, None, PROBLEM, "a1b2c3d4e5f60718", "source", datetime.now(UTC), learner="me"
    )


def _verdict(new: NewSubmission) -> Verdict:
    return Verdict(
        id=new.id,
        problem=new.problem,
        revision=new.revision,
        seed=7,
        verdict=Outcome.ACCEPTED,
        message="All cases passed.",
        passed=1,
        total=1,
        score=1.0,
        cases=(),
        environment=Environment(python="3", jax="0", flax="0", sandbox=()),
    )


async def _mean_ms(call: Call, server: int) -> float:
    """The processor time of one of some calls, after the first, which reads from the disk."""
    begun = time.monotonic()
    await call()
    before = run_ms(server) + time.process_time() * 1000
    calls = 0
    while calls < _TIMES and (calls == 0 or time.monotonic() - begun < _PATIENCE_S):
        await call()
        calls += 1
    return (run_ms(server) + time.process_time() * 1000 - before) / calls


async def _measure(url: str, sizes: list[int]) -> dict[str, list[float]]:
    measured: dict[str, list[float]] = {}
    database = postgresql_database(url)
    try:
        await database.require_current()
        for rows in sizes:
            begun = time.monotonic()
            await fill(database, rows)
            async with database.read() as connection:
                size = await size_mb(connection)
                backend = await connection.execute(text("SELECT pg_backend_pid()"))
                server = parent_of(backend.scalar_one())
            told = f"{rows} rows in {time.monotonic() - begun:.0f} s: {size:.0f} MiB"
            print(told, file=sys.stderr, flush=True)
            for name, call in _calls(database).items():
                measured.setdefault(name, []).append(await _mean_ms(call, server))
                print(f"{name}: {measured[name][-1]:.1f} ms", file=sys.stderr, flush=True)
    finally:
        await database.close()
    return measured


def main() -> None:
    """Run it from the command line."""
    options = argparse.ArgumentParser(prog="python -m bench.many_rows", description=__doc__)
    options.add_argument("--database-url", required=True, help="an upgraded database for this only")
    options.add_argument("--rows", type=int, nargs="+", default=[10_000, 10_000_000])
    given = options.parse_args()
    measured = asyncio.run(_measure(given.database_url, given.rows))
    print("| | " + " | ".join(f"{rows:,} rows" for rows in given.rows) + " | ratio |")
    print("| --- |" + " --- |" * (len(given.rows) + 1))
    for name, times_ms in measured.items():
        cells = " | ".join(f"{each:.1f} ms" for each in times_ms)
        print(f"| {name} | {cells} | {times_ms[-1] / times_ms[0]:.1f} |")


if __name__ == "__main__":
    main()

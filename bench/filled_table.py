"""A year of submissions, made by PostgreSQL itself, for `python -m bench.many_rows`."""

from sqlalchemy import Index, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.schema import CreateIndex, DropIndex

from app.database.database import Database
from app.database.tables.submissions import submissions
from app.rollup.service import Rollup

SITE = "practice"
PROBLEM = "problem-3"
ASSIGNMENT = "0" * 32
# The queue while learners are at work.
QUEUED, RUNNING = 40, 8

# Nobody reads the rows before they are all there.
_FILL = text(
    """
    INSERT INTO submissions (
        id, site, key_id, kind, problem, revision, outcome, score, passed, total, time_ms,
        memory_mb, mistake,
        case_outcomes, likeness, source, seed, priority, learner, external_id, metadata,
        assignment_id, status, tries, failures, created_at, started_at, finished_at, verdict
    )
    SELECT
        lpad(to_hex(CAST(extract(epoch FROM moment) * 1000 AS bigint)), 12, '0')
            || substr(md5('id' || n), 1, 20),
        CASE WHEN a < 0.8 THEN 'practice' ELSE 'school' END,
        repeat('1', 32),
        CASE WHEN b < 0.97 THEN 'submission' WHEN b < 0.99 THEN 'run' ELSE 'test' END,
        'problem-' || floor(30 * c * c),
        'a1b2c3d4e5f60718',
        CASE WHEN is_cancelled THEN NULL ELSE outcome END,
        CASE WHEN is_cancelled THEN NULL WHEN outcome = 'accepted' THEN 1.0
            ELSE floor(10 * d) / 10 END,
        CASE WHEN is_cancelled THEN NULL ELSE floor(10 * d) END,
        CASE WHEN is_cancelled THEN NULL ELSE 10 END,
        CASE WHEN is_cancelled THEN NULL ELSE 5 + 200 * d * d END,
        CASE WHEN is_cancelled THEN NULL ELSE 20 + 40 * e END,
        CASE WHEN NOT is_cancelled AND outcome = 'wrong_answer' AND e < 0.6
            THEN 'mistake-' || floor(8 * d * d * d) END,
        CASE WHEN is_cancelled THEN NULL
            ELSE '{"sample": "accepted", "case-1": "'
                || CASE WHEN d < 0.3 THEN 'accepted' ELSE outcome END || '", "case-2": "'
                || CASE WHEN e < 0.5 THEN 'accepted' ELSE outcome END || '"}' END,
        CASE WHEN NOT is_cancelled AND outcome = 'wrong_answer' AND e >= 0.6
            THEN substr(md5('like' || floor(200 * d)), 1, 16) END,
        convert_to(
            'def solve(x):' || chr(10) || '    return ' || md5('source' || n) || chr(10), 'UTF8'
        ),
        n % 1000,
        CASE WHEN f < 0.9 THEN 0 ELSE 1 END,
        'learner-' || floor(20000 * f * sqrt(f)),
        CASE WHEN g < 0.3 THEN 'homework-' || n END,
        '{}',
        CASE WHEN g > 0.9 THEN lpad(CAST(floor(20 * (g - 0.9) * 10) AS text), 32, '0') END,
        CASE WHEN is_cancelled THEN 'cancelled' ELSE 'finished' END,
        1, 0, moment, moment + interval '1 second', moment + interval '2 seconds',
        CASE WHEN is_cancelled THEN NULL ELSE convert_to(
            '{"id": "a", "problem": "p", "revision": "a1b2c3d4e5f60718", "seed": 1, "verdict": "'
            || outcome || '","message": "All cases were run.","passed": ' || floor(10 * d)
            || ',"total": 10,"score": ' || floor(10 * d) / 10 || ',"cases": [],"environment":'
            || '{"python": "3.13","jax": "0.10","flax": "0.12","sandbox": []}}', 'UTF8') END
    FROM (
        SELECT n, a, b, c, d, e, f, g, h < 0.005 AS is_cancelled,
            now() - interval '365 days' * (1 - n / CAST(:rows AS float)) AS moment,
            CASE WHEN i < 0.35 THEN 'accepted' WHEN i < 0.8 THEN 'wrong_answer'
                WHEN i < 0.92 THEN 'runtime_error' WHEN i < 0.97 THEN 'compile_error'
                WHEN i < 0.999 THEN 'time_limit_exceeded' WHEN i < 0.9999
                THEN 'memory_limit_exceeded' ELSE 'judge_error' END AS outcome
        FROM (
            SELECT n, random() AS a, random() AS b, random() AS c, random() AS d, random() AS e,
                random() AS f, random() AS g, random() AS h, random() AS i
            FROM generate_series(1, CAST(:rows AS integer)) AS n OFFSET 0
        ) AS chance OFFSET 0
    ) AS made
    """
)
# As a migration does it: a trigger for each row would take longer than all the rest.
_NOT_COUNTED = text(
    """
    INSERT INTO verdict_changes (
        sign, site, problem, learner, submission, outcome, created_at, time_ms, memory_mb, mistake,
        likeness, case_outcomes, case_pattern
    )
    SELECT 1, site, problem, learner, number, outcome, created_at, time_ms, memory_mb, mistake,
        likeness, case_outcomes, case_pattern
    FROM submissions WHERE kind = 'submission' ORDER BY site, problem, learner
    """
)
_COUNTS = (
    "verdict_changes, statistics_counts, statistics_figures, statistics_days, statistics_visits, "
    "unsolved_problems"
)
_TRIGGER = "TRIGGER verdict_changes_added"
_UNFINISHED = text(
    """
    INSERT INTO submissions (
        id, site, kind, problem, revision, source, seed, priority, learner, metadata, status, tries,
        failures, worker, created_at, started_at
    )
    SELECT md5('new' || n), 'practice', 'submission', 'problem-' || n % 30, 'a1b2c3d4e5f60718',
        convert_to('def solve(x): return x', 'UTF8'), n, 0, 'learner-' || n, '{}',
        CASE WHEN n > CAST(:queued AS integer) THEN 'running' ELSE 'queued' END, 1, 0,
        CASE WHEN n > CAST(:queued AS integer) THEN repeat('2', 32) END, now(),
        CASE WHEN n > CAST(:queued AS integer) THEN now() END
    FROM generate_series(1, CAST(:unfinished AS integer)) AS n
    """
)


async def fill(database: Database, rows: int) -> None:
    """Replace all submissions of an upgraded database by so many.

    Raises:
        StoreError: the database failed, or is no PostgreSQL.
    """
    async with database.write() as transaction:
        connection = transaction.connection
        await connection.execute(text("SET LOCAL synchronous_commit = off"))
        await connection.execute(text("SET LOCAL maintenance_work_mem = '512MB'"))
        await connection.execute(text(f"TRUNCATE submissions, {_COUNTS} CASCADE"))
        await connection.execute(text(f"ALTER TABLE submissions DISABLE {_TRIGGER}"))
        for index in _indexes():
            await connection.execute(DropIndex(index, if_exists=True))
        await connection.execute(_FILL, {"rows": rows})
        for index in _indexes():
            await connection.execute(CreateIndex(index))
        await connection.execute(_NOT_COUNTED)
        await connection.execute(text(f"ALTER TABLE submissions ENABLE {_TRIGGER}"))
        unfinished = {"queued": QUEUED, "unfinished": QUEUED + RUNNING}
        await connection.execute(_UNFINISHED, unfinished)
    await _vacuum(database, "submissions")
    await Rollup(database).count_all()
    await _vacuum(database, _COUNTS)


async def size_mb(connection: AsyncConnection) -> float:
    """The table with its indexes, in MiB."""
    query = text("SELECT pg_total_relation_size('submissions') / 1048576.0")
    return float((await connection.execute(query)).scalar_one())


def _indexes() -> list[Index]:
    return sorted(submissions.indexes, key=lambda index: str(index.name))


async def _vacuum(database: Database, tables: str) -> None:
    """So that indexes alone answer what they can, as they do in a table in use."""
    # In no transaction: that is how reading is.
    async with database.read() as connection:
        await connection.execute(text(f"VACUUM (ANALYZE) {tables}"))

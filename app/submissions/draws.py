"""Choosing a submission's draw: one that its learner has had least often."""

from collections.abc import Collection

from sqlalchemy import bindparam, select, text

from app.database.database import WriteTransaction
from app.database.tables import draws_used
from graders.execution.precomputed import choose_seed

_USED = select(draws_used.c.seed, draws_used.c.times).where(
    draws_used.c.site == bindparam("site"),
    draws_used.c.learner == bindparam("learner"),
    draws_used.c.revision == bindparam("revision"),
)
# SQL that both databases accept; SQLAlchemy offers this only per dialect.
_USE = text(
    "INSERT INTO draws_used (site, learner, revision, seed, times) "
    "VALUES (:site, :learner, :revision, :seed, 1) "
    "ON CONFLICT (site, learner, revision, seed) DO UPDATE SET times = draws_used.times + 1"
)
# Two concurrent submissions of one learner must not choose by the same counts. SQLite has one
# writer at a time anyway.
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext(:site), hashtext(:revision || :learner))")


async def draw_seed(
    transaction: WriteTransaction,
    site: str,
    learner: str | None,
    revision: str,
    ready: Collection[int],
) -> int:
    """Choose the seed of a submission, and record that its learner has used it.

    Args:
        transaction: stores the seed too.
        site: whose submission it is.
        learner: as named by the site; all submissions without a name share one learner.
        revision: the revision that it is judged on.
        ready: the seeds of the precomputed draws; if empty, the submission gets a fresh seed.
    """
    whose = {"site": site, "learner": learner or "", "revision": revision}
    if not ready:
        return choose_seed(ready, {})
    if transaction.connection.dialect.name == "postgresql":
        await transaction.execute(_LOCK, whose)
    rows = (await transaction.execute(_USED, whose)).all()
    seed = choose_seed(ready, {row.seed: row.times for row in rows})
    await transaction.execute(_USE, {**whose, "seed": seed})
    return seed

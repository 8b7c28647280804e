"""Which draw a submission gets: one that its learner has had no more often than any other."""

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
# Both databases read it so, which SQLAlchemy has no common way to say.
_USE = text(
    "INSERT INTO draws_used (site, learner, revision, seed, times) "
    "VALUES (:site, :learner, :revision, :seed, 1) "
    "ON CONFLICT (site, learner, revision, seed) DO UPDATE SET times = draws_used.times + 1"
)
# Two submissions of one learner at the same time must not choose by the same figures. SQLite has
# one writer at a time anyway.
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext(:site), hashtext(:revision || :learner))")


async def draw_seed(
    transaction: WriteTransaction,
    site: str,
    learner: str | None,
    revision: str,
    ready: Collection[int],
) -> int:
    """Choose the seed of a submission, and note that its learner has used it.

    Args:
        transaction: stores the seed too.
        site: whose submission it is.
        learner: whom the site names; all submissions for which it names nobody have one learner.
        revision: what it is judged on.
        ready: the seeds of the draws computed ahead; without any, it gets a fresh one.
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

"""Choosing a submission's draw: one that its learner has had least often."""

import json
import random
from collections.abc import Collection

from sqlalchemy import TextClause, text

from app.database.database import WriteTransaction
from graders.execution.precomputed import fresh_seed


def _use(listed: str) -> TextClause:
    """The statement that uses a draw, and returns its seed.

    If another submission of the learner uses the same one meanwhile, it waits for that, and returns
    nothing: it has counted without it.

    Args:
        listed: reads `ready`, a JSON list, as rows of `value` and `key`, the place in the list.
    """
    return text(
        "INSERT INTO draws_used (site, learner, revision, seed, times) "  # noqa: S608 - no values
        "SELECT :site, :learner, :revision, CAST(ready.value AS integer), "
        "coalesce(used.times, 0) + 1 "
        f"FROM {listed} LEFT JOIN draws_used AS used ON used.site = :site "
        "AND used.learner = :learner AND used.revision = :revision "
        "AND used.seed = CAST(ready.value AS integer) "
        "WHERE true ORDER BY coalesce(used.times, 0), ready.key LIMIT 1 "
        "ON CONFLICT (site, learner, revision, seed) DO UPDATE SET times = excluded.times "
        "WHERE draws_used.times = excluded.times - 1 RETURNING seed"
    )


_USE = {
    "sqlite": _use("json_each(:ready) AS ready"),
    "postgresql": _use(
        "json_array_elements_text(CAST(:ready AS json)) WITH ORDINALITY AS ready (value, key)"
    ),
}
_random = random.SystemRandom()


async def draw_seed(
    transaction: WriteTransaction,
    site: str,
    learner: str | None,
    revision: str,
    ready: Collection[int],
) -> int:
    """Choose the seed of a submission, and record that its learner has used it.

    It is one at random of those that the learner has used least: so nobody can predict it, and none
    comes again before all others were used.

    Args:
        transaction: stores the seed too.
        site: whose submission it is.
        learner: as named by the site; all submissions without a name share one learner.
        revision: the revision that it is judged on.
        ready: the seeds of the precomputed draws; if empty, the submission gets a fresh seed.
    """
    if not ready:
        return fresh_seed()
    parameters = {
        "site": site,
        "learner": learner or "",
        "revision": revision,
        "ready": json.dumps(_random.sample(list(ready), len(ready))),
    }
    use = _USE[transaction.connection.dialect.name]
    while True:
        seed: int | None = (await transaction.execute(use, parameters)).scalar_one_or_none()
        if seed is not None:
            return seed

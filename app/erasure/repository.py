"""Deleting the rows of a learner, or of a site."""

from sqlalchemy import ColumnElement, Table, and_, delete, or_, select, update

from app.audit.entry import Actor
from app.audit.record import record
from app.database.database import Database, uninterrupted
from app.database.notifications import Notice
from app.database.tables.assignments import assignment_exceptions, assignments
from app.database.tables.auth import api_keys, sessions, sites
from app.database.tables.lti import lti_grades, lti_platforms
from app.database.tables.problems import problem_checks, problem_revisions, publications
from app.database.tables.rejudges import rejudges
from app.database.tables.submissions import draws_used, idempotency_keys
from app.database.tables.submissions import submissions as table
from app.database.tables.webhooks import webhook_endpoints

# A transaction deletes so many submissions: others write in between.
_AT_ONCE = 200


class ErasureStore:
    """Rows by site and, if one is given, by learner. Raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def has_site(self, site: str) -> bool:
        """Whether there is such a site."""
        query = select(sites.c.name).where(sites.c.name == site)
        async with self._database.read() as connection:
            return (await connection.execute(query)).first() is not None

    @uninterrupted
    async def delete_access(self, site: str, by: Actor, learner: str | None = None) -> None:
        """Delete keys and sessions, and the traces of requests beside the submissions.

        The audit log tells of the erasure from then on. Of a learner it names the site only: the
        log is kept for ever, and what is erased must not be found there.
        """
        async with self._database.write() as transaction:
            await record(
                transaction, "site_erased" if learner is None else "learner_erased", site, by
            )
            if learner is None:
                await transaction.execute(delete(api_keys).where(api_keys.c.site == site))
                transaction.announce(Notice("keys"))
            for each in (sessions, draws_used, idempotency_keys, lti_grades):
                await transaction.execute(delete(each).where(_of(each, site, learner)))
            # Those of a whole site go with its assignments.
            if learner is not None:
                of_site = select(assignments.c.id).where(assignments.c.site == site)
                await transaction.execute(
                    delete(assignment_exceptions).where(
                        assignment_exceptions.c.learner == learner,
                        assignment_exceptions.c.assignment_id.in_(of_site),
                    )
                )

    @uninterrupted
    async def delete_rejudgements(self, site: str, learner: str | None = None) -> None:
        """Delete the rejudgements of submissions, which no reference ties to them."""
        originals = select(table.c.id).where(_of(table, site, learner))
        async with self._database.write() as transaction:
            await transaction.execute(
                delete(table).where(
                    table.c.site == site,
                    table.c.kind == "rejudgement",
                    table.c.original_id.in_(originals),
                )
            )

    @uninterrupted
    async def delete_some_submissions(self, site: str, learner: str | None = None) -> int:
        """Delete some, with all that refers to them, and stop their judging; return how many."""
        first = select(table.c.id).where(_of(table, site, learner)).limit(_AT_ONCE)
        async with self._database.write() as transaction:
            ids = (await transaction.execute(first)).scalars().all()
            running = select(table.c.id).where(
                table.c.status == "running", or_(table.c.id.in_(ids), table.c.reviewed.in_(ids))
            )
            for each in (await transaction.execute(running)).scalars().all():
                transaction.announce(Notice("ended", each))
            await transaction.execute(delete(table).where(table.c.id.in_(ids)))
        return len(ids)

    @uninterrupted
    async def delete_site(self, site: str) -> None:
        """Delete the site and what it owns beside submissions; its problems lose its name."""
        async with self._database.write() as transaction:
            for each in (
                assignments,
                rejudges,
                problem_checks,
                webhook_endpoints,
                lti_platforms,
            ):
                await transaction.execute(delete(each).where(each.c.site == site))
            for each in (problem_revisions, publications):
                nobody = update(each).where(each.c.site == site).values(site=None, key_id=None)
                await transaction.execute(nobody)
            await transaction.execute(delete(sites).where(sites.c.name == site))


def _of(rows: Table, site: str, learner: str | None) -> ColumnElement[bool]:
    of_site = rows.c.site == site
    return of_site if learner is None else and_(of_site, rows.c.learner == learner)

"""Reviews of submissions: each is a row of the queue, of the kind `review`."""

from datetime import UTC, datetime

from sqlalchemy import select

from app.core.ids import new_id
from app.database.database import Database, uninterrupted
from app.database.tables.submissions import submissions as table
from app.reviews.schemas import Review
from app.submissions.enqueue import accept
from app.submissions.queue_limits import Bounds
from app.submissions.schemas import NewSubmission, Priority
from graders.core.verdict import Verdict


class ReviewStore:
    """The reviews. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @uninterrupted
    async def ask(self, submission_id: str, bounds: Bounds) -> str:
        """Queue the review of a finished submission, unless it was requested before.

        It counts against no key: only the queue limit of `bounds` applies.

        Returns:
            The review's own id, which notices carry.

        Raises:
            QueueBoundError: the queue has no room for it.
        """
        wanted = select(
            table.c.site, table.c.problem, table.c.revision, table.c.source, table.c.seed
        ).where(table.c.id == submission_id)
        known = select(table.c.id).where(table.c.reviewed == submission_id)
        async with self._database.write() as transaction:
            # Locked: of two concurrent requests, the second finds what the first has stored.
            row = (await transaction.execute(wanted.with_for_update())).one()
            review_id: str | None = (await transaction.execute(known)).scalar_one_or_none()
            if review_id is None:
                new = NewSubmission(
                    id=new_id(),
                    site=row.site,
                    key_id=None,
                    kind="review",
                    reviewed=submission_id,
                    problem=row.problem,
                    revision=row.revision,
                    source=row.source,
                    seed=row.seed,
                    priority=Priority.BATCH,
                    created_at=datetime.now(UTC),
                )
                await accept(transaction, [new], bounds)
                review_id = new.id
        return review_id

    async def get(self, submission_id: str) -> Review | None:
        """Return the review of a submission, or None if none was requested."""
        query = select(table.c.status, table.c.verdict).where(table.c.reviewed == submission_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            return None
        if row.verdict is None:
            return Review(submission=submission_id, status=row.status)
        return Review.of(submission_id, Verdict.model_validate_json(row.verdict))

    async def verdict(self, submission_id: str) -> Verdict:
        """Return the verdict to review."""
        query = select(table.c.verdict).where(table.c.id == submission_id)
        async with self._database.read() as connection:
            return Verdict.model_validate_json((await connection.execute(query)).scalar_one())

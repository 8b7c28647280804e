"""How each case of a submission ended: stored once for all submissions whose cases ended alike."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, String, bindparam, func, select, text, update

from app.database.database import WriteTransaction
from app.database.tables.submissions import case_patterns as patterns
from app.database.tables.submissions import submissions as table
from graders.core.verdict import Outcome

_PASSED = (Outcome.ACCEPTED, Outcome.COMPLETED)
# What no case that was failed ended with.
NOT_FAILED = (*_PASSED, Outcome.SKIPPED)
# A JSON object, or null without a verdict. What earlier versions stored is in the row itself.
CASE_OUTCOMES: ColumnElement[str] = func.coalesce(
    table.c.case_outcomes,
    select(patterns.c.outcomes)
    .where(patterns.c.number == table.c.case_pattern)
    .correlate(table)
    .scalar_subquery(),
    type_=String(),
)
# The number of the pattern whose digest is `b_pattern`; null if it is new.
KNOWN_PATTERN: ScalarSelect[int] = (
    select(patterns.c.number).where(patterns.c.digest == bindparam("b_pattern")).scalar_subquery()
)
# SQL that both databases accept; SQLAlchemy offers this only per dialect.
_ADD = text(
    "INSERT INTO case_patterns (digest, outcomes) VALUES (:digest, :outcomes) "
    "ON CONFLICT DO NOTHING"
)
_SET = update(table).where(table.c.id == bindparam("b_id")).values(case_pattern=KNOWN_PATTERN)


@dataclass(frozen=True, slots=True)
class CasePattern:
    """The outcome of each case by name, as a JSON object, and its digest."""

    outcomes: str
    digest: str

    @classmethod
    def of(cls, outcomes: Mapping[str, str]) -> "CasePattern":
        """Return the pattern of these outcomes by name, in their order."""
        written = json.dumps(outcomes)
        return cls(written, hashlib.sha256(written.encode()).hexdigest()[:32])


def failed_of_run(outcomes: str) -> Iterator[tuple[str, bool]]:
    """Of a JSON object as above: the name of each case that ran, and whether it was failed."""
    for name, outcome in json.loads(outcomes).items():
        if outcome != Outcome.SKIPPED:
            yield name, outcome not in _PASSED


async def add_pattern(
    transaction: WriteTransaction, submission_id: str, pattern: CasePattern
) -> None:
    """Store a pattern that is new, and give it to the submission."""
    new = {"digest": pattern.digest, "outcomes": pattern.outcomes}
    await transaction.execute(_ADD, new)
    await transaction.execute(_SET, {"b_id": submission_id, "b_pattern": pattern.digest})

"""Converting rows of the submissions table to the API's types."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from app.database.tables.submissions import submissions as table
from app.submissions.schemas import (
    CancelledSubmission,
    FinishedSubmission,
    Priority,
    Submission,
    UnfinishedSubmission,
)

COLUMNS = (
    table.c.id,
    table.c.kind,
    table.c.problem,
    table.c.status,
    table.c.priority,
    table.c.tries,
    table.c.learner,
    table.c.external_id,
    table.c.metadata,
    table.c.assignment_id,
    table.c.created_at,
    table.c.finished_at,
    table.c.progress,
    table.c.verdict,
    table.c.has_source,
    table.c.has_details,
)


def submission_of(row: Row[*tuple[Any, ...]]) -> Submission:
    """Convert a row of `COLUMNS`, and optionally `POSITION`, to a submission."""
    if row.verdict is not None:
        return finished_submission(row, json.loads(row.verdict))
    fields = _fields(row) | {"id": row.id, "problem": row.problem}
    if row.status == "cancelled":
        return CancelledSubmission.model_validate(fields | {"finished_at": row.finished_at})
    progress = json.loads(row.progress or "{}")
    position = {"position": row._mapping.get("position")}
    return UnfinishedSubmission.model_validate(fields | progress | position)


def finished_submission(
    row: Row[*tuple[Any, ...]], verdict: Mapping[str, Any]
) -> FinishedSubmission:
    """Convert a row of `COLUMNS` to a submission with this verdict, given by its fields."""
    return FinishedSubmission.model_validate(
        {
            **verdict,
            **_fields(row),
            "finished_at": row.finished_at,
            "has_details": row.has_details,
        }
    )


def _fields(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "status": row.status,
        "created_at": row.created_at,
        "priority": Priority(row.priority).name.lower(),
        "tries": row.tries,
        "learner": row.learner,
        "external_id": row.external_id,
        "metadata": json.loads(row.metadata),
        "has_source": row.has_source,
        "assignment": row.assignment_id,
    }

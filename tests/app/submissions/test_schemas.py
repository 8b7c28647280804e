"""The documentation names every field of a submission."""

import re
from pathlib import Path

from app.submissions.schemas import (
    CancelledSubmission,
    FinishedSubmission,
    SubmissionSummary,
    UnfinishedSubmission,
)
from graders.core.verdict import Verdict

API = (Path(__file__).parents[3] / "docs/api.md").read_text()
# Lists leave the details out anyway.
NOT_OF_LISTS = {"has_details"}
OF_LISTS = {"revision", "verdict", "passed", "total", "score"}


def table(heading: str) -> set[str]:
    """The fields in the first column of the section's first table."""
    section = API.partition(f" {heading}\n")[2]
    rows = re.search(r"(\| field .*?)\n\n", section, re.DOTALL)
    assert rows is not None
    cells = [line.split("|")[1] for line in rows[1].splitlines()[2:]]
    return {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}


def test_a_submissions_own_fields() -> None:
    own = table("A submission's own fields")
    finished = FinishedSubmission.model_fields.keys() - Verdict.model_fields.keys()

    assert own == {
        *finished,
        *UnfinishedSubmission.model_fields,
        *CancelledSubmission.model_fields,
    }
    assert SubmissionSummary.model_fields.keys() == (
        (finished | {"id", "problem"} | OF_LISTS) - NOT_OF_LISTS
    )


def test_the_fields_of_a_verdict() -> None:
    assert table("The verdict") == set(Verdict.model_fields)

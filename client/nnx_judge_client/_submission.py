"""A submission in each of its states."""

from typing import Annotated

import httpx
from pydantic import Discriminator, Tag, TypeAdapter

from nnx_judge_client._model import tag_of
from nnx_judge_client.models import (
    CancelledSubmission,
    FinishedSubmission,
    UnfinishedSubmission,
)

EndedSubmission = FinishedSubmission | CancelledSubmission
Submission = UnfinishedSubmission | FinishedSubmission | CancelledSubmission

# A status that this version does not know is one before the end.
_submission: TypeAdapter[Submission] = TypeAdapter(
    Annotated[
        Annotated[UnfinishedSubmission, Tag("")]
        | Annotated[CancelledSubmission, Tag("cancelled")]
        | Annotated[FinishedSubmission, Tag("finished")],
        Discriminator(tag_of("status", "cancelled", "finished")),
    ]
)


def submission(response: httpx.Response) -> Submission:
    """Read an answer as a submission."""
    return _submission.validate_json(response.content)

"""Dependencies of the submission endpoints."""

from typing import Annotated

from fastapi import Depends

from app.http.parts import part
from app.submissions.service import SubmissionService
from app.submissions.stream_limit import Streams
from app.submissions.submit import Submitter

SubmissionServiceDep = Annotated[SubmissionService, Depends(part(SubmissionService))]
SubmittingDep = Annotated[Submitter, Depends(part(Submitter))]
StreamsDep = Annotated[Streams, Depends(part(Streams))]

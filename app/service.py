"""The running service: its parts, and looking up what they know."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from app.auth.authenticator import Keyring
from app.auth.caller import Caller
from app.auth.sign_in import SignIn
from app.core.bounded_work import BoundedWork
from app.core.ids import (
    is_id,
)
from app.database.database import Database
from app.monitoring.prometheus import Exposition
from app.problems.catalogue import Catalogue
from app.problems.errors import (
    UnknownProblemError,
)
from app.reviews.repository import ReviewStore
from app.submissions.admission import Admission
from app.submissions.errors import (
    UnknownSubmissionError,
)
from app.submissions.idempotency import IdempotencyStore
from app.submissions.repository import SubmissionStore
from app.submissions.schemas import (
    Submission,
    UnfinishedSubmission,
)
from app.submissions.search_repository import SubmissionSearch
from app.submissions.streams import Streams
from app.submissions.wait_estimate import Pace
from app.submissions.watch import Watch, Watches
from app.worker.worker import Worker
from graders.problem.package import Problem


@dataclass(frozen=True, slots=True)
class Service:
    """The running service."""

    catalogue: Catalogue
    database: Database
    keyring: Keyring
    sign_in: SignIn
    store: SubmissionStore
    reviews: ReviewStore
    search: SubmissionSearch
    idempotency: IdempotencyStore
    admission: Admission
    pace: Pace
    watches: Watches
    # None where other processes judge.
    worker: Worker | None
    webhook_allow_private: bool
    exposition: Exposition
    work: BoundedWork
    streams: Streams

    @property
    def problems(self) -> Mapping[str, Problem]:
        """Those that submissions are taken for, each as it is live."""
        return self.catalogue.problems

    def problem(self, name: str) -> Problem:
        """The problem of that name.

        Raises:
            UnknownProblemError: there is none.
        """
        if name not in self.problems:
            raise UnknownProblemError
        return self.problems[name]

    async def ended(
        self, caller: Caller, submission_id: str, watch: Watch, wait_s: int
    ) -> Submission:
        """The submission once it has ended, or as it is after `wait_s` or at the service's stop."""
        deadline = time.monotonic() + wait_s
        while await watch.news(deadline - time.monotonic()):
            if watch.ended is not None:
                return watch.ended
            submission = await self.submission(caller, submission_id)
            if self.watches.is_closing or not isinstance(submission, UnfinishedSubmission):
                return submission
        return await self.submission(caller, submission_id)

    async def submission(self, caller: Caller, submission_id: str) -> Submission:
        """The submission of that id.

        Raises:
            UnknownSubmissionError: there is none that the caller may see.
            StoreError: the store failed.
        """
        submission = None
        # What is no id at all may be text that no database takes.
        if is_id(submission_id):
            submission = await self.store.get(submission_id, caller.visible_site)
        if submission is None or not caller.sees(submission.learner):
            raise UnknownSubmissionError
        return self.with_estimate(submission)

    async def source(self, caller: Caller, submission_id: str) -> str:
        """The submitted file of that submission.

        Raises:
            UnknownSubmissionError: there is none that the caller may see.
            StoreError: the store failed.
        """
        await self.submission(caller, submission_id)
        return await self.store.source(submission_id)

    def with_estimate(self, submission: Submission) -> Submission:
        """The submission and, while it is unfinished, when its verdict may be expected."""
        if not isinstance(submission, UnfinishedSubmission):
            return submission
        estimate_s = round(self.pace.estimate_s(submission), 1)
        return submission.model_copy(update={"estimate_s": estimate_s})


# Not that it waits for anything: FastAPI would call it in a thread if it were an ordinary function.
async def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


ServiceDep = Annotated[Service, Depends(_service)]

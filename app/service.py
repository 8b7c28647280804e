"""What the routers call: the parts of the running service, and accepting a submission."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request

from app.caller import Caller
from app.errors import SourceTooLargeError, UnknownProblemError, UnknownSubmissionError
from app.grader import Grader
from app.keyring import Keyring
from app.queue.watch import Watch, Watches
from app.queue.worker import Worker
from app.store.database import Database
from app.store.submissions import SubmissionStore
from app.submission import NewSubmission, Submission, UnfinishedSubmission, new_id
from graders.problem import Problem


@dataclass(frozen=True, slots=True)
class Service:
    """The running service."""

    problems: Mapping[str, Problem]
    database: Database
    keyring: Keyring
    store: SubmissionStore
    watches: Watches
    worker: Worker
    judge: Grader

    def problem(self, name: str) -> Problem:
        """The problem of that name.

        Raises:
            UnknownProblemError: there is none.
        """
        if name not in self.problems:
            raise UnknownProblemError
        return self.problems[name]

    async def submit(
        self, caller: Caller, problem_name: str, source: str, wait_s: int
    ) -> Submission:
        """Store a submission and have it judged; wait for the verdict for up to `wait_s`.

        Raises:
            UnknownProblemError: there is no such problem.
            SourceTooLargeError: the source is larger than the problem allows.
            StoreError: it could not be stored, and will not be judged.
        """
        problem = self.problem(problem_name)
        limit_kb = problem.spec.limits.source_kb
        if len(source.encode()) > limit_kb * 1024:
            raise SourceTooLargeError(f"A source for this problem may have {limit_kb} KiB.")
        new = NewSubmission(
            id=new_id(),
            site=caller.site,
            key_id=caller.key_id,
            problem=problem.name,
            revision=problem.revision,
            source=source,
            seed=self.judge.draw_seed(problem),
            created_at=datetime.now(UTC),
        )
        with self.watches.watch(new.id, only_end=True) as watch:
            await self.worker.add(new)
            return await self._ended(caller, new.id, watch, wait_s)

    async def _ended(
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
        submission = await self.store.get(submission_id, caller.visible_site)
        if submission is None:
            raise UnknownSubmissionError
        return submission


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


ServiceDep = Annotated[Service, Depends(_service)]

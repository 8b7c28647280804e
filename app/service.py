"""What the routers call: the parts of the running service, and accepting a submission."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request

from app.errors import SourceTooLargeError, UnknownProblemError, UnknownSubmissionError
from app.grader import Grader
from app.queue.embedded import EmbeddedQueue
from app.store.database import Database
from app.store.submissions import SubmissionStore
from app.submission import NewSubmission, Submission, new_id
from graders.problem import Problem


@dataclass(frozen=True, slots=True)
class Service:
    """The running service."""

    problems: Mapping[str, Problem]
    database: Database
    store: SubmissionStore
    queue: EmbeddedQueue
    judge: Grader

    def problem(self, name: str) -> Problem:
        """The problem of that name.

        Raises:
            UnknownProblemError: there is none.
        """
        if name not in self.problems:
            raise UnknownProblemError
        return self.problems[name]

    async def submit(self, problem_name: str, source: str, wait_s: int) -> Submission:
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
            problem=problem.name,
            revision=problem.revision,
            source=source,
            seed=self.judge.draw_seed(problem),
            created_at=datetime.now(UTC),
        )
        with self.queue.watch(new.id) as finished:
            await self.queue.enqueue(new)
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await finished.wait()
        return await self.submission(new.id)

    async def submission(self, submission_id: str) -> Submission:
        """The submission of that id.

        Raises:
            UnknownSubmissionError: there is none.
            StoreError: the store failed.
        """
        submission = await self.store.get(submission_id)
        if submission is None:
            raise UnknownSubmissionError
        return submission


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


ServiceDep = Annotated[Service, Depends(_service)]

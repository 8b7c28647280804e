"""Submissions and runs: handing in, reading, following."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Unpack
from uuid import uuid4

from nnx_judge_client import _retries
from nnx_judge_client._async.connection import AsyncConnection
from nnx_judge_client._call import Call, in_detail, of_type, path, query, text
from nnx_judge_client._events import Event, event_of
from nnx_judge_client._options import (
    Argument,
    Detail,
    NewSubmission,
    SubmissionFilter,
    SubmitOptions,
)
from nnx_judge_client._submission import EndedSubmission, Submission, submission
from nnx_judge_client.models import (
    CancelledEvent,
    Judgement,
    JudgementList,
    Review,
    SubmissionBatch,
    SubmissionPage,
    SubmissionSummary,
    VerdictEvent,
)


class AsyncSubmissions:
    """What a site does with submissions."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def submit(
        self,
        problem: str,
        source: str,
        *,
        wait_s: int = 0,
        idempotency_key: str | None = None,
        detail: Detail = "full",
        **options: Unpack[SubmitOptions],
    ) -> Submission:
        """Submit a source exactly once, even if the request has to be resent.

        Args:
            problem: the problem's name.
            source: the text of the file.
            wait_s: how long to wait for the verdict, 60 seconds at most.
            idempotency_key: identifies the submission for 24 hours; None for a new one.
            detail: how much of the verdict to read.
            options: the site's optional fields.

        Returns:
            The submission; it is unfinished if the verdict did not come in time.
        """
        return await self._connection.send(
            Call(
                "POST",
                path("submissions"),
                submission,
                body={"problem": problem, "source": source, **options},
                query=in_detail(detail),
                headers={"Idempotency-Key": idempotency_key or str(uuid4())},
                wait_s=wait_s,
            )
        )

    async def submit_batch(
        self, submissions: Sequence[NewSubmission], *, idempotency_key: str | None = None
    ) -> list[Submission]:
        """Submit 1 to 100 sources together: all are stored, or none.

        Args:
            submissions: the problem, the source and the optional fields of each.
            idempotency_key: identifies the batch for 24 hours; None for a new one.

        Returns:
            The submissions in the same order, unfinished.
        """
        call = Call(
            "POST",
            path("submissions", "batch"),
            of_type(SubmissionBatch),
            body={"submissions": [dict(each) for each in submissions]},
            headers={"Idempotency-Key": idempotency_key or str(uuid4())},
        )
        return (await self._connection.send(call)).submissions

    async def run(
        self,
        problem: str,
        source: str,
        inputs: Sequence[Mapping[str, Argument]] | None = None,
        *,
        wait_s: int = 60,
    ) -> Submission:
        """Run a source without scoring it, on the sample cases or on other inputs.

        Args:
            problem: the problem's name.
            source: the text of the file.
            inputs: for each call, one argument per parameter; None for the sample cases.
            wait_s: how long to wait for the outputs, 60 seconds at most.
        """
        given = {} if inputs is None else {"inputs": [dict(arguments) for arguments in inputs]}
        body = {"problem": problem, "source": source, **given}
        call = Call("POST", path("runs"), submission, body=body, wait_s=wait_s)
        return await self._connection.send(call)

    async def get(self, submission_id: str, *, detail: Detail = "full") -> Submission:
        """Read a submission or a run."""
        wanted = in_detail(detail)
        return await self._connection.send(
            Call("GET", path("submissions", submission_id), submission, query=wanted)
        )

    async def source(self, submission_id: str) -> str:
        """Read the file that was submitted."""
        return await self._connection.send(
            Call("GET", path("submissions", submission_id, "source"), text)
        )

    async def cancel(self, submission_id: str) -> Submission:
        """Cancel a submission or a run that has not ended.

        Raises:
            ConflictError: it has its verdict.
        """
        return await self._connection.send(
            Call("DELETE", path("submissions", submission_id), submission)
        )

    async def review(self, submission_id: str, *, wait_s: int = 60) -> Review:
        """Request the review of a finished submission, which is made once, or read it.

        Args:
            submission_id: of a submission, not of a run.
            wait_s: how long to wait for it, 60 seconds at most.

        Returns:
            The review; its `status` is `queued` or `running` if it was not ready in time.
        """
        return await self._connection.send(
            Call(
                "POST",
                path("submissions", submission_id, "review"),
                of_type(Review),
                wait_s=wait_s,
            )
        )

    async def earlier_verdicts(self, submission_id: str) -> list[Judgement]:
        """Read the verdicts that a submission had before it was judged again, oldest first."""
        call = Call("GET", path("submissions", submission_id, "judgements"), of_type(JudgementList))
        return (await self._connection.send(call)).judgements

    async def submissions(
        self, **wanted: Unpack[SubmissionFilter]
    ) -> AsyncIterator[SubmissionSummary]:
        """Yield the matching submissions, newest first; pages are requested as needed."""
        call = Call(
            "GET",
            path("submissions"),
            of_type(SubmissionPage),
            query=query(limit=100, **wanted),
        )
        async for page in self._connection.pages(call):
            for summary in page.submissions:
                yield summary

    async def events(
        self, submission_id: str, after: int = 0, *, detail: Detail = "full"
    ) -> AsyncIterator[Event]:
        """Yield a submission's events until it ends, reconnecting if the connection breaks.

        No case comes twice, and none is left out.

        Args:
            submission_id: of a submission or a run.
            after: the number of cases already known.
            detail: how much of each case, and of the verdict.
        """
        last = str(after)
        while True:
            stream = await self._connection.events(
                path("submissions", submission_id, "events"), last, in_detail(detail)
            )
            async with stream:
                async for sent in stream:
                    last = sent.id or last
                    if (event := event_of(sent)) is not None:
                        yield event
                    if isinstance(event, VerdictEvent | CancelledEvent):
                        return
            await asyncio.sleep(_retries.pause_s(None, 1))

    async def wait(self, submission_id: str, *, detail: Detail = "full") -> EndedSubmission:
        """Wait until a submission has ended, without a time limit."""
        async for event in self.events(submission_id, detail=detail):
            if isinstance(event, VerdictEvent | CancelledEvent):
                return event.data
        raise AssertionError("events end with the submission's")

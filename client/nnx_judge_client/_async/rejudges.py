"""Judging again what has verdicts."""

from collections.abc import AsyncIterator
from typing import Unpack

from nnx_judge_client._async.connection import AsyncConnection
from nnx_judge_client._call import Call, of_type, path, query, sendable
from nnx_judge_client._options import RejudgeOptions
from nnx_judge_client.models import Rejudge, RejudgePage, RejudgeSummary


class AsyncRejudges:
    """Submissions that are judged again; needs the scope `author`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def start(self, problem: str, **options: Unpack[RejudgeOptions]) -> Rejudge:
        """Judge submissions to a problem again; no verdict changes until it is applied."""
        body = {"problem": problem, **sendable(options)}
        call = Call("POST", path("rejudges"), of_type(Rejudge), body=body, is_repeatable=False)
        return await self._connection.send(call)

    async def all(self, problem: str | None = None) -> AsyncIterator[RejudgeSummary]:
        """Yield the rejudges of a problem, newest first; None for every problem."""
        wanted = query(limit=100, problem=problem)
        call = Call("GET", path("rejudges"), of_type(RejudgePage), query=wanted)
        async for page in self._connection.pages(call):
            for rejudge in page.rejudges:
                yield rejudge

    async def get(self, rejudge_id: str) -> Rejudge:
        """Read a rejudge: how far it is, and which verdicts it changes."""
        return await self._connection.send(
            Call("GET", path("rejudges", rejudge_id), of_type(Rejudge))
        )

    async def apply(self, rejudge_id: str) -> Rejudge:
        """Put the new verdicts in force.

        Raises:
            ConflictError: not everything is judged yet.
        """
        return await self._connection.send(
            Call("POST", path("rejudges", rejudge_id, "apply"), of_type(Rejudge))
        )

    async def cancel(self, rejudge_id: str) -> Rejudge:
        """Stop a rejudge that was not applied."""
        return await self._connection.send(
            Call("DELETE", path("rejudges", rejudge_id), of_type(Rejudge))
        )

"""Trying a problem's cases before they are stored."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from nnx_judge_client._async.connection import AsyncConnection
from nnx_judge_client._call import Call, of_type, path, query
from nnx_judge_client._options import EntryKind
from nnx_judge_client.models import CheckPage, CheckSummary, ProblemCheck


class AsyncChecks:
    """Checks of problems, and previews of cases; needs the scope `author`.

    Each takes up to a minute or two. `wait_s` says how long to wait for it, 60 seconds at most;
    `get` reads it later.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def start(self, problem: str, *, wait_s: int = 60) -> ProblemCheck:
        """Check the draft of a problem, or what is live if it has none."""
        return await self._connection.send(
            Call(
                "POST",
                path("problems", problem, "check"),
                of_type(ProblemCheck),
                wait_s=wait_s,
                is_repeatable=False,
            )
        )

    async def start_with(self, package: bytes, *, wait_s: int = 60) -> ProblemCheck:
        """Check a whole problem, as a zip file, without storing it."""
        return await self._connection.send(
            Call(
                "POST",
                path("problems", "check"),
                of_type(ProblemCheck),
                content=package,
                headers={"Content-Type": "application/zip"},
                wait_s=wait_s,
                is_repeatable=False,
            )
        )

    async def preview(
        self,
        problem: str,
        kind: EntryKind,
        entry: Mapping[str, Any],
        *,
        replaces: str | None = None,
        wait_s: int = 60,
    ) -> ProblemCheck:
        """Try a case or a generator on the reference and every example, without storing it.

        Its report names in `impact` the check that goes on with the latest submissions: `get` reads
        whose verdicts would change, as far as it is.

        Args:
            problem: the problem's name.
            kind: what it is.
            entry: its keys, as in problem.toml.
            replaces: the name of the one whose place it would take; None to add it.
            wait_s: how long to wait for the report.
        """
        return await self._connection.send(
            Call(
                "POST",
                path("problems", problem, "cases", "preview"),
                of_type(ProblemCheck),
                body={kind: dict(entry)},
                query=query(replaces=replaces),
                wait_s=wait_s,
                is_repeatable=False,
            )
        )

    async def all(self, problem: str | None = None) -> AsyncIterator[CheckSummary]:
        """Yield checks and previews of a problem, newest first; None for every problem."""
        wanted = query(limit=100, problem=problem)
        call = Call("GET", path("checks"), of_type(CheckPage), query=wanted)
        async for page in self._connection.pages(call):
            for check in page.checks:
                yield check

    async def get(self, check_id: str) -> ProblemCheck:
        """Read a check: how far it is, and its report once it is finished."""
        return await self._connection.send(
            Call("GET", path("checks", check_id), of_type(ProblemCheck))
        )

    async def end(self, check_id: str) -> ProblemCheck:
        """End a check; one that has ended stays as it is."""
        return await self._connection.send(
            Call("DELETE", path("checks", check_id), of_type(ProblemCheck))
        )

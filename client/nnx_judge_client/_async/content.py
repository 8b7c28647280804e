"""What problems say beside their cases, as their authors change it."""

from collections.abc import Mapping
from typing import Any, Unpack

from nnx_judge_client._async.connection import AsyncConnection
from nnx_judge_client._call import Call, condition, of_type, path, query
from nnx_judge_client._options import ChangeOptions
from nnx_judge_client.models import AuthoredProblem, ProblemContent


class AsyncContent:
    """Texts, settings and examples of problems; needs the scope `author`.

    Each change is kept as a draft until it is published.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, problem: str) -> ProblemContent:
        """Read what the draft, or what is live without one, says beside its cases."""
        return await self._connection.send(
            Call("GET", path("problems", problem, "content"), of_type(ProblemContent))
        )

    async def change(
        self, problem: str, changes: Mapping[str, Any], **options: Unpack[ChangeOptions]
    ) -> AuthoredProblem:
        """Change some of it; all else stays as it is.

        Args:
            problem: the problem's name.
            changes: by name: `title`, `difficulty`, `statement`, `starter`, `hints`, `editorial`,
                `tags`, `limits` and `tolerance`; None takes out all but the first three.
            options: why, and of which revision.
        """
        return await self._connection.send(
            Call(
                "PATCH",
                path("problems", problem, "content"),
                of_type(AuthoredProblem),
                body=changes,
                headers=condition(options.get("if_revision")),
                query=query(note=options.get("note")),
            )
        )

    async def put_example(
        self, problem: str, verdict: str, name: str, source: str, **options: Unpack[ChangeOptions]
    ) -> AuthoredProblem:
        """Add an example that must get a verdict, or replace it."""
        return await self._connection.send(
            Call(
                "PUT",
                path("problems", problem, "examples", verdict, name),
                of_type(AuthoredProblem),
                body={"source": source},
                headers=condition(options.get("if_revision")),
                query=query(note=options.get("note")),
            )
        )

    async def remove_example(
        self, problem: str, verdict: str, name: str, **options: Unpack[ChangeOptions]
    ) -> AuthoredProblem:
        """Remove an example."""
        return await self._connection.send(
            Call(
                "DELETE",
                path("problems", problem, "examples", verdict, name),
                of_type(AuthoredProblem),
                headers=condition(options.get("if_revision")),
                query=query(note=options.get("note")),
                is_repeatable=False,
            )
        )

    async def make_known_mistake(
        self,
        problem: str,
        submission: str,
        title: str,
        hint: str,
        **options: Unpack[ChangeOptions],
    ) -> AuthoredProblem:
        """Make a wrong submission an example of a mistake; needs the scope `read` as well.

        Args:
            problem: the problem's name.
            submission: the id of the submission.
            title: the mistake in a few words.
            hint: what learners who make it are told to do about it.
            options: why, and of which revision.
        """
        return await self._connection.send(
            Call(
                "POST",
                path("problems", problem, "mistakes"),
                of_type(AuthoredProblem),
                body={"submission": submission, "title": title, "hint": hint},
                headers=condition(options.get("if_revision")),
                query=query(note=options.get("note")),
                is_repeatable=False,
            )
        )

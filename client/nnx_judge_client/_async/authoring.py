"""Problems as their authors see them."""

from collections.abc import Mapping
from typing import Any, Unpack

from nnx_judge_client._async.connection import AsyncConnection
from nnx_judge_client._call import Call, condition, content, of_type, path, query, text
from nnx_judge_client._options import ChangeOptions, EntryKind, ProblemKind
from nnx_judge_client.models import (
    AuthoredProblem,
    EntryList,
    Publication,
    PublicationList,
    Revision,
    RevisionDetails,
    RevisionList,
)

_ZIP = {"Content-Type": "application/zip"}


class AsyncAuthoring:
    """Problems, their cases and revisions; needs the scope `author`.

    Each change is kept as a draft until it is published.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def create(self, package: bytes, *, note: str | None = None) -> AuthoredProblem:
        """Add a problem, as a draft: it takes submissions once it is published.

        Args:
            package: a zip file, as `nnx-judge problems export` writes it.
            note: why it is added.
        """
        return await self._connection.send(
            Call(
                "POST",
                path("problems"),
                of_type(AuthoredProblem),
                content=package,
                headers=_ZIP,
                query=query(note=note),
                is_repeatable=False,
            )
        )

    async def begin(
        self,
        name: str,
        *,
        title: str | None = None,
        kind: ProblemKind = "function",
        parameters: str | None = None,
        note: str | None = None,
    ) -> AuthoredProblem:
        """Begin a problem with a small one that works, as a draft to make another of.

        Args:
            name: an identifier; also the name of the function to write.
            title: for people; None to make it of the name.
            kind: what learners write.
            parameters: of a function, as in Python, such as "x, limit: float"; None for some.
            note: why it is begun.
        """
        known = {"title": title, "parameters": parameters}
        given = {key: value for key, value in known.items() if value is not None}
        return await self._connection.send(
            Call(
                "POST",
                path("problems", "new"),
                of_type(AuthoredProblem),
                body={"name": name, "kind": kind, **given},
                query=query(note=note),
                is_repeatable=False,
            )
        )

    async def package(self, name: str, revision: str | None = None) -> bytes:
        """Read a whole problem as a zip file; None for the draft, or what is live without one."""
        return await self._connection.send(
            Call("GET", path("problems", name, "package"), content, query=query(revision=revision))
        )

    async def update(
        self, name: str, package: bytes, **options: Unpack[ChangeOptions]
    ) -> AuthoredProblem:
        """Replace the whole content of a problem by that of a zip file."""
        return await self._connection.send(
            Call(
                "PUT",
                path("problems", name, "package"),
                of_type(AuthoredProblem),
                content=package,
                headers={**_ZIP, **condition(options.get("if_revision"))},
                query=query(note=options.get("note")),
            )
        )

    async def publish(
        self,
        name: str,
        revision: str | None = None,
        *,
        force: bool = False,
        wait_s: int = 60,
        **options: Unpack[ChangeOptions],
    ) -> AuthoredProblem:
        """Check the draft, and have new submissions judged on it once the check has passed.

        Args:
            name: the problem's name.
            revision: what is published instead of the draft.
            force: whether to publish at once, without the check; `note` then says why.
            wait_s: how long to wait for the check. If it is still under way, the answer's `check`
                is its id.
            options: why, and of which revision.

        Raises:
            BadRequestError: the check found something wrong; the change stays a draft.
        """
        return await self._connection.send(
            Call(
                "POST",
                path("problems", name, "publish"),
                of_type(AuthoredProblem),
                headers=condition(options.get("if_revision")),
                query=query(
                    revision=revision, note=options.get("note"), force="true" if force else None
                ),
                wait_s=wait_s,
                is_repeatable=False,
            )
        )

    async def discard_draft(self, name: str, *, if_revision: str | None = None) -> None:
        """Drop what is not published; a problem that never was goes with it."""
        await self._connection.send(
            Call(
                "DELETE",
                path("problems", name, "draft"),
                text,
                headers=condition(if_revision),
                is_repeatable=False,
            )
        )

    async def publications(self, name: str) -> list[Publication]:
        """Return what went live when, by whom and why, newest first."""
        call = Call("GET", path("problems", name, "publications"), of_type(PublicationList))
        return (await self._connection.send(call)).publications

    async def archive(self, name: str) -> AuthoredProblem:
        """Have a problem take no submissions; its verdicts stay readable."""
        return await self._act(name, "archive")

    async def unarchive(self, name: str) -> AuthoredProblem:
        """Have a problem take submissions again."""
        return await self._act(name, "unarchive")

    async def revisions(self, name: str) -> list[Revision]:
        """Return the revisions of a problem, newest first."""
        call = Call("GET", path("problems", name, "revisions"), of_type(RevisionList))
        return (await self._connection.send(call)).revisions

    async def revision(
        self, name: str, revision: str, *, since: str | None = None
    ) -> RevisionDetails:
        """Read a revision, and what it changed since another one; None for its parent."""
        return await self._connection.send(
            Call(
                "GET",
                path("problems", name, "revisions", revision),
                of_type(RevisionDetails),
                query=query(since=since),
            )
        )

    async def make_live(
        self, name: str, revision: str, **options: Unpack[ChangeOptions]
    ) -> AuthoredProblem:
        """Judge new submissions on an earlier revision, which was live before."""
        return await self._connection.send(
            Call(
                "POST",
                path("problems", name, "revisions", revision, "make-live"),
                of_type(AuthoredProblem),
                headers=condition(options.get("if_revision")),
                query=query(note=options.get("note")),
            )
        )

    async def cases(self, name: str) -> EntryList:
        """Return the cases and generators of a problem, hidden ones included."""
        return await self._connection.send(
            Call("GET", path("problems", name, "cases"), of_type(EntryList))
        )

    async def add_case(
        self,
        name: str,
        kind: EntryKind,
        entry: Mapping[str, Any],
        **options: Unpack[ChangeOptions],
    ) -> AuthoredProblem:
        """Add a case or a generator, with its keys as in problem.toml."""
        return await self._connection.send(
            Call(
                "POST",
                path("problems", name, "cases"),
                of_type(AuthoredProblem),
                body={kind: dict(entry)},
                headers=condition(options.get("if_revision")),
                query=query(note=options.get("note")),
                is_repeatable=False,
            )
        )

    async def replace_case(
        self,
        name: str,
        kind: EntryKind,
        replaces: str,
        entry: Mapping[str, Any],
        **options: Unpack[ChangeOptions],
    ) -> AuthoredProblem:
        """Put a case or a generator in the place of the one of this name."""
        return await self._connection.send(
            Call(
                "PUT",
                path("problems", name, "cases"),
                of_type(AuthoredProblem),
                body={kind: dict(entry)},
                headers=condition(options.get("if_revision")),
                query=query(replaces=replaces, note=options.get("note")),
                # The entry may have another name by then.
                is_repeatable=False,
            )
        )

    async def remove_case(
        self, name: str, kind: EntryKind, entry: str, **options: Unpack[ChangeOptions]
    ) -> AuthoredProblem:
        """Remove the case or generator of this name."""
        return await self._connection.send(
            Call(
                "DELETE",
                path("problems", name, "cases"),
                of_type(AuthoredProblem),
                headers=condition(options.get("if_revision")),
                query=query(kind=kind, entry=entry, note=options.get("note")),
                is_repeatable=False,
            )
        )

    async def _act(self, name: str, action: str) -> AuthoredProblem:
        return await self._connection.send(
            Call("POST", path("problems", name, action), of_type(AuthoredProblem))
        )

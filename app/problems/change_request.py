"""What every request that changes a problem says: by whom, why, from which revision.

And whether it is published at once, and how it is answered. `app.problems.authoring_service` makes
the change, or refuses it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Query, Request, Response
from pydantic import BaseModel, Field

from app.auth.caller import Caller
from app.auth.dependencies import AuthorDep, SomeAuthorDep
from app.core.errors import InvalidRequestError
from app.core.texts import Name
from app.courses.dependencies import ProblemAuthorDep
from app.http.prefer import MAX_WAIT_S, preferred_wait_s
from app.jobs.errors import QueueFullError, TooManyInFlightError
from app.problems.authoring_service import AuthoringService, Change
from app.problems.dependencies import AuthoringDep, PublisherDep
from app.problems.errors import NotPublishableError, RevisionChangedError
from app.problems.publishing_service import Publisher

NoteQuery = Annotated[
    Name | None, Query(description="Why the change is made, for whoever reads the revisions.")
]
IfMatchHeader = Annotated[
    str | None,
    Header(
        pattern=r'^(\*|"[0-9a-f]{16}")$',
        description="The revision that the change is made for, in quotes, as `ETag` tells it. "
        "Where the problem is at another by then, nothing is changed.",
        examples=['"0123456789abcdef"'],
    ),
]
PublishQuery = Annotated[
    bool,
    Query(description="Also check the draft, and publish it once the check has passed."),
]
PublishPreferHeader = Annotated[
    list[str] | None,
    Header(
        alias="prefer",
        description=f"`wait=SECONDS` waits for the check, for {MAX_WAIT_S} seconds at most.",
        examples=[["wait=20"]],
    ),
]
PUBLISH_ERRORS = (NotPublishableError, TooManyInFlightError, QueueFullError)
CHANGING_ERRORS = (RevisionChangedError, InvalidRequestError, *PUBLISH_ERRORS)


class AuthoredProblem(BaseModel):
    """The state of a problem after a change."""

    name: str
    revision: str = Field(
        description="What the next change starts from: the draft, or the live one."
    )
    live: str | None = Field(
        description="What new submissions are judged on; null before the first publication."
    )
    draft: str | None = Field(description="What holds the changes that are not published.")
    publish: str | None = Field(
        description="Where `POST` publishes the draft; null where there is none."
    )
    check: str | None = Field(
        description="The id of the check under way, which publishes it if it passes."
    )
    is_archived: bool = Field(description="Whether it takes no submissions, and no list shows it.")


ANSWERS: dict[int | str, dict[str, Any]] = {
    status: {
        "model": AuthoredProblem,
        "headers": {
            "ETag": {"description": "The draft, or what is live.", "schema": {"type": "string"}}
        },
    }
    for status in (200, 201)
}
UNDER_WAY: dict[int | str, dict[str, Any]] = {
    202: {
        "model": AuthoredProblem,
        "description": "It is published if it passes the check: `Location` says where to ask.",
    }
}


@dataclass(frozen=True, slots=True)
class Answering:
    """Answers a change with the problem's new state."""

    request: Request
    response: Response
    authoring: AuthoringService

    async def state(self, name: str, check: str | None = None) -> AuthoredProblem:
        """Return the state; `check` is the id of the check that publishes the draft."""
        state = await self.authoring.state(name)
        url_for = self.request.app.url_path_for
        self.response.headers["ETag"] = f'"{state.current}"'
        if check is not None:
            self.response.status_code = 202
            self.response.headers["Location"] = str(url_for("read_check", check_id=check))
        return AuthoredProblem(
            name=name,
            revision=state.current,
            live=state.live,
            draft=state.draft,
            publish=state.draft and str(url_for("publish_problem", name=name)),
            check=check,
            is_archived=state.is_archived,
        )


async def _answering(request: Request, response: Response, authoring: AuthoringDep) -> Answering:
    return Answering(request, response, authoring)


AnsweringDep = Annotated[Answering, Depends(_answering)]


@dataclass(frozen=True, slots=True)
class Changing:
    """A request that changes a problem, and publishes the draft if it asks for that."""

    change: Change
    publish: bool
    wait_s: int
    publisher: Publisher
    answering: Answering

    async def answer(self, name: str) -> AuthoredProblem:
        """Answer the change, once it is published or under way if that was asked for.

        Raises:
            NotPublishableError: the check found something wrong; the draft is kept.
        """
        check = None
        if self.publish and (draft := (await self.answering.authoring.state(name)).draft):
            change = Change(self.change.caller, self.change.note, draft)
            check = await self.publisher.publish(name, None, change, self.wait_s)
        return await self.answering.state(name, check)


async def _changing_by(
    answering: AnsweringDep,
    publisher: PublisherDep,
    note: NoteQuery = None,
    publish: PublishQuery = False,
    if_match: IfMatchHeader = None,
    prefer: PublishPreferHeader = None,
) -> Callable[[Caller], Changing]:
    wait_s = preferred_wait_s(prefer or []) or 0

    def changing(caller: Caller) -> Changing:
        change = Change(caller, note or "", revision_in(if_match))
        return Changing(change, publish, wait_s, publisher, answering)

    return changing


_ByDep = Annotated[Callable[[Caller], Changing], Depends(_changing_by)]


async def _changing(caller: ProblemAuthorDep, by: _ByDep) -> Changing:
    return by(caller)


async def _adding(caller: AuthorDep, by: _ByDep) -> Changing:
    return by(caller)


async def _beginning(caller: SomeAuthorDep, by: _ByDep) -> Changing:
    return by(caller)


# A change of the problem `name`; a whole problem that is added; one that is begun.
ChangingDep = Annotated[Changing, Depends(_changing)]
AddingDep = Annotated[Changing, Depends(_adding)]
BeginningDep = Annotated[Changing, Depends(_beginning)]


def revision_in(if_match: str | None) -> str | None:
    """The revision that `If-Match` names; None if any is accepted."""
    return None if if_match in (None, "*") else if_match.strip('"')

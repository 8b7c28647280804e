"""Publishing problems, rolling back, and the record of both."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from app.auth.dependencies import CALLER_ERRORS
from app.core.errors import InvalidRequestError, NotReadyError
from app.core.texts import Name
from app.courses.dependencies import ProblemAuthorDep
from app.http.prefer import preferred_wait_s
from app.http.responses import error_responses
from app.problems.authoring_service import Change
from app.problems.change_request import (
    ANSWERS,
    PUBLISH_ERRORS,
    UNDER_WAY,
    AnsweringDep,
    AuthoredProblem,
    IfMatchHeader,
    PublishPreferHeader,
    revision_in,
)
from app.problems.dependencies import PublisherDep, PublishingDep
from app.problems.errors import (
    NeverPublishedError,
    NothingToPublishError,
    RevisionChangedError,
    UnknownProblemError,
    UnknownRevisionError,
)
from app.problems.request_body import REVISION_FORM, ProblemName, RevisionName
from app.problems.schemas import Publication

router = APIRouter(prefix="/problems", tags=["authoring"], responses=CALLER_ERRORS)

_ERRORS = (
    UnknownProblemError,
    UnknownRevisionError,
    RevisionChangedError,
    InvalidRequestError,
    NotReadyError,
)


_NoteQuery = Annotated[Name | None, Query(description="Why, for whoever reads it later.")]


class PublicationList(BaseModel):
    """Every publication of a problem, newest first."""

    publications: list[Publication]


@router.post(
    "/{name}/publish",
    responses=ANSWERS
    | UNDER_WAY
    | error_responses(*_ERRORS, NothingToPublishError, *PUBLISH_ERRORS),
)
async def publish_problem(
    answering: AnsweringDep,
    publishing: PublishingDep,
    publisher: PublisherDep,
    caller: ProblemAuthorDep,
    name: ProblemName,
    revision: Annotated[
        str | None,
        Query(description="Another revision than the draft.", pattern=REVISION_FORM),
    ] = None,
    note: _NoteQuery = None,
    force: Annotated[
        bool, Query(description="Publish at once, without the check; this needs a note.")
    ] = False,
    if_match: IfMatchHeader = None,
    prefer: PublishPreferHeader = None,
) -> AuthoredProblem:
    """Check the draft, and judge new submissions on it once the check has passed."""
    change = Change(caller, note or "", revision_in(if_match))
    if force:
        if not note:
            raise InvalidRequestError.at("note", "note_needed")
        await publishing.force(name, revision, change)
        return await answering.state(name)
    wait_s = preferred_wait_s(prefer or []) or 0
    check = await publisher.publish(name, revision, change, wait_s)
    return await answering.state(name, check)


@router.get("/{name}/publications", responses=error_responses(UnknownProblemError, NotReadyError))
async def list_publications(
    publishing: PublishingDep, _: ProblemAuthorDep, name: ProblemName
) -> PublicationList:
    """List what went live when, by whom and why, newest first."""
    return PublicationList(publications=await publishing.publications(name))


@router.post(
    "/{name}/revisions/{revision}/make-live",
    responses=ANSWERS | error_responses(*_ERRORS, NeverPublishedError),
)
async def make_revision_live(
    answering: AnsweringDep,
    publishing: PublishingDep,
    caller: ProblemAuthorDep,
    name: ProblemName,
    revision: RevisionName,
    note: _NoteQuery = None,
    if_match: IfMatchHeader = None,
) -> AuthoredProblem:
    """Judge new submissions on an earlier revision, which was live before; the draft stays."""
    await publishing.make_live(name, revision, Change(caller, note or "", revision_in(if_match)))
    return await answering.state(name)

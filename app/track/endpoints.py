"""The track, with a learner's progress."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.auth.dependencies import CALLER_ERRORS, ReaderDep
from app.core.errors import InvalidRequestError, NotReadyError
from app.core.texts import Name
from app.http.responses import error_responses
from app.track.dependencies import TrackServiceDep
from app.track.schemas import Track

router = APIRouter(prefix="/track", tags=["problems"], responses=CALLER_ERRORS)


@router.get("", responses=error_responses(InvalidRequestError, NotReadyError))
async def read_track(
    service: TrackServiceDep,
    caller: ReaderDep,
    learner: Annotated[
        Name | None,
        Query(description="Whose progress; else that of all, or of the signed-in one."),
    ] = None,
) -> Track:
    """List the problems by chapter, in the order to solve them, and what is solved."""
    return await service.read(caller, learner)

"""Erasing a learner."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from app.auth.api_key import SiteName
from app.auth.dependencies import CALLER_ERRORS, AdminDep
from app.core.errors import InvalidRequestError, NotReadyError
from app.core.texts import Name
from app.erasure.schemas import Erased
from app.erasure.service import ErasureService
from app.http.parts import part
from app.http.responses import error_responses

router = APIRouter(prefix="/learners", tags=["keys"], responses=CALLER_ERRORS)

_ErasureDep = Annotated[ErasureService, Depends(part(ErasureService))]


@router.delete("/{learner}", responses=error_responses(InvalidRequestError, NotReadyError))
async def erase_learner(
    erasure: _ErasureDep,
    caller: AdminDep,
    learner: Annotated[Name, Path(description="The site's name for the learner.")],
    site: Annotated[
        SiteName | None, Query(description="The learner's site; else that of the key.")
    ] = None,
) -> Erased:
    """Delete all that is stored about a learner: submissions, runs, verdicts, sessions.

    This can't be undone. A second time changes nothing. The learner's token stays valid until it
    expires, so stop making them first.
    """
    whose = caller.site if site is None else site
    return await erasure.erase_learner(whose, learner, caller.actor)

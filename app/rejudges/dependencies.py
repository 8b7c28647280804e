"""Dependencies of the rejudge endpoints."""

from typing import Annotated

from fastapi import Depends

from app.http.parts import part
from app.rejudges.service import RejudgeService

RejudgeServiceDep = Annotated[RejudgeService, Depends(part(RejudgeService))]

"""Dependencies of the endpoints about learners."""

from typing import Annotated

from fastapi import Depends

from app.http.parts import part
from app.learners.service import LearnerService

LearnerServiceDep = Annotated[LearnerService, Depends(part(LearnerService))]

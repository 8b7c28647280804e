"""Dependencies of the check endpoints."""

from typing import Annotated

from fastapi import Depends

from app.http.parts import part
from app.problem_checks.service import CheckService

CheckServiceDep = Annotated[CheckService, Depends(part(CheckService))]

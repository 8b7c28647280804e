"""Dependencies of the run endpoints."""

from typing import Annotated

from fastapi import Depends

from app.http.parts import part
from app.runs.service import RunService

RunServiceDep = Annotated[RunService, Depends(part(RunService))]

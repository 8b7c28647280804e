"""What endpoints about runs depend on."""

from typing import Annotated

from fastapi import Depends

from app.http.parts import part
from app.runs.service import RunService

RunServiceDep = Annotated[RunService, Depends(part(RunService))]

"""Dependencies of the endpoints for mistakes."""

from typing import Annotated

from fastapi import Depends

from app.http.parts import part
from app.mistakes.service import MistakeService

MistakeServiceDep = Annotated[MistakeService, Depends(part(MistakeService))]

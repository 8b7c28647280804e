"""Dependencies of the hint and editorial endpoints."""

from typing import Annotated

from fastapi import Depends

from app.editorials.hint_service import HintService
from app.editorials.service import EditorialService
from app.http.parts import part

EditorialServiceDep = Annotated[EditorialService, Depends(part(EditorialService))]
HintServiceDep = Annotated[HintService, Depends(part(HintService))]

"""Dependencies of the problem endpoints."""

from typing import Annotated

from fastapi import Depends

from app.http.parts import part
from app.problems.authoring import AuthoringService
from app.problems.catalogue import Catalogue

CatalogueDep = Annotated[Catalogue, Depends(part(Catalogue))]
AuthoringDep = Annotated[AuthoringService, Depends(part(AuthoringService))]

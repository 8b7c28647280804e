"""Dependencies of the pages that sign in at the provider."""

from typing import Annotated

from fastapi import Depends

from app.http.parts import part
from app.oidc.service import OidcService

OidcServiceDep = Annotated[OidcService, Depends(part(OidcService))]

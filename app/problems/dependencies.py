"""Dependencies of the problem endpoints."""

from typing import Annotated

from fastapi import Depends

from app.http.parts import part
from app.problems.authoring_service import AuthoringService
from app.problems.catalogue import Catalogue
from app.problems.publishing_service import Publisher, PublishingService

CatalogueDep = Annotated[Catalogue, Depends(part(Catalogue))]
AuthoringDep = Annotated[AuthoringService, Depends(part(AuthoringService))]
PublishingDep = Annotated[PublishingService, Depends(part(PublishingService))]
PublisherDep = Annotated[Publisher, Depends(part(Publisher))]

"""Dependencies of the track endpoint and of pages."""

from typing import Annotated

from fastapi import Depends

from app.http.parts import part
from app.track.service import TrackService

TrackServiceDep = Annotated[TrackService, Depends(part(TrackService))]

"""Dependencies of the review endpoints."""

from typing import Annotated

from fastapi import Depends

from app.http.parts import part
from app.reviews.service import ReviewService

ReviewServiceDep = Annotated[ReviewService, Depends(part(ReviewService))]

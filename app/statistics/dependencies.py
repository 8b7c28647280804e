"""Dependencies of the statistics endpoints."""

from typing import Annotated

from fastapi import Depends

from app.http.parts import part
from app.statistics.service import StatisticsService

StatisticsServiceDep = Annotated[StatisticsService, Depends(part(StatisticsService))]

"""What endpoints about statistics depend on."""

from typing import Annotated

from fastapi import Depends

from app.http.parts import part
from app.statistics.service import StatisticsService

StatisticsServiceDep = Annotated[StatisticsService, Depends(part(StatisticsService))]

"""Metrics for Prometheus."""

from fastapi import APIRouter, Response

from app.auth.dependencies import CALLER_ERRORS, MetricsReaderDep
from app.monitoring.prometheus import MEDIA_TYPE
from app.service import ServiceDep

router = APIRouter(tags=["health"], responses=CALLER_ERRORS)


class MetricsResponse(Response):
    """Prometheus' text format."""

    media_type = MEDIA_TYPE


@router.get("/metrics", response_class=MetricsResponse)
async def metrics(service: ServiceDep, _: MetricsReaderDep) -> MetricsResponse:
    """Show the metrics of this process, and the figures that all of them share."""
    return MetricsResponse(await service.exposition.text())

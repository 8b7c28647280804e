"""Metrics for Prometheus."""

from fastapi import APIRouter, Response

from app.auth.dependencies import CALLER_ERRORS, MetricsReaderDep
from app.monitoring.dependencies import PrometheusDep
from app.monitoring.prometheus import MEDIA_TYPE

router = APIRouter(tags=["health"], responses=CALLER_ERRORS)


class MetricsResponse(Response):
    """Prometheus' text format."""

    media_type = MEDIA_TYPE


@router.get("/metrics", response_class=MetricsResponse)
async def metrics(prometheus: PrometheusDep, _: MetricsReaderDep) -> MetricsResponse:
    """Show the metrics of this process, and the figures that all processes share."""
    return MetricsResponse(await prometheus.text())

"""Dependencies of the monitoring endpoints."""

from typing import Annotated

from fastapi import Depends

from app.http.parts import part
from app.monitoring.prometheus import Prometheus
from app.monitoring.service import MonitoringService

MonitoringServiceDep = Annotated[MonitoringService, Depends(part(MonitoringService))]
PrometheusDep = Annotated[Prometheus, Depends(part(Prometheus))]

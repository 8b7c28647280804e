"""The current state of the queue and the workers."""

from fastapi import APIRouter

from app.auth.dependencies import CALLER_ERRORS, AdminDep
from app.core.errors import NotReadyError
from app.http.responses import error_responses
from app.monitoring.dependencies import MonitoringServiceDep
from app.monitoring.schemas import QueueState

router = APIRouter(prefix="/queue", tags=["queue"], responses=CALLER_ERRORS)


@router.get("", responses=error_responses(NotReadyError))
async def read_queue(service: MonitoringServiceDep, _: AdminDep) -> QueueState:
    """Show what waits, what is running, and what the workers did since their start."""
    return await service.queue()

"""The queue and the workers, as they stand."""

from fastapi import APIRouter

from app.auth.dependencies import CALLER_ERRORS, AdminDep
from app.core.errors import NotReadyError
from app.http.responses import error_responses
from app.monitoring.figures import read_figures
from app.monitoring.repository import read_work
from app.monitoring.schemas import QueueDepth, QueueState
from app.service import ServiceDep

router = APIRouter(prefix="/queue", tags=["queue"], responses=CALLER_ERRORS)


@router.get("", responses=error_responses(NotReadyError))
async def read_queue(service: ServiceDep, _: AdminDep) -> QueueState:
    """Tell what waits, what is under way, and what the workers did since their start."""
    figures = await read_figures(service.database)
    work = await read_work(service.database)
    waiting = figures.queues["interactive"].depth
    return QueueState(
        at=work.at,
        queues=[
            QueueDepth(
                name=name,
                depth=queue.depth,
                oldest_s=round(queue.oldest_s, 1) if queue.depth else None,
            )
            for name, queue in figures.queues.items()
        ],
        running=figures.running,
        slots=figures.slots,
        estimate_s=round(service.pace.next_estimate_s(waiting, figures.running), 1),
        workers=work.workers,
        checks=work.checks,
        rejudges=work.rejudges,
    )

"""Health probes for operators."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.core.errors import NotReadyError
from app.http.responses import REFUSED_CONNECTION, error_responses
from app.monitoring.dependencies import MonitoringServiceDep
from graders.execution.warm_pool import State

router = APIRouter(tags=["health"], responses=REFUSED_CONNECTION)


class Alive(BaseModel):
    """The process answers."""

    status: Literal["alive"]


class Ready(BaseModel):
    """The service judges."""

    status: Literal["ready"]
    sandbox: tuple[str, ...] = Field(
        description="The layers that passed the attack at the start; none where other processes "
        "judge."
    )
    problems: dict[str, State] = Field(
        description="How soon a submission to each is judged by this process: at once where it is "
        "`warm`, some seconds later where it is not; what is in use is made warm in the background."
    )


@router.get("/livez")
async def livez() -> Alive:
    """Report that the process answers; this touches nothing else."""
    return Alive(status="alive")


@router.get("/readyz", responses=error_responses(NotReadyError))
async def readyz(service: MonitoringServiceDep) -> Ready:
    """Report whether submissions are stored and judged: store, migrations, queue and sandbox."""
    await service.require_ready()
    return Ready(status="ready", sandbox=service.sandbox, problems=dict(service.warmth))

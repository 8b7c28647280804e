"""The state of the queue and the workers: types that store, API and client share."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from app.problem_checks.schemas import CheckKind, CheckProgress
from app.submissions.schemas import Kind, QueueName

_EXAMPLE: dict[str, Any] = {
    "at": "2026-01-31T12:00:00Z",
    "queues": [
        {"name": "interactive", "depth": 1, "oldest_s": 0.4},
        {"name": "batch", "depth": 12, "oldest_s": 31.5},
        {"name": "rejudgement", "depth": 0, "oldest_s": None},
    ],
    "running": 1,
    "slots": 1,
    "estimate_s": 0.6,
    "workers": [
        {
            "id": "01a21314c6a07f2fa000eb4802e5632b",
            "host": "judge-1",
            "process": 4711,
            "slots": 1,
            "started_at": "2026-01-31T08:00:00Z",
            "last_seen_s": 2.1,
            "running": [
                {
                    "submission": "01a21314c6a07f2fa000eb4802e5632c",
                    "kind": "submission",
                    "problem": "add_layer_warm_start",
                    "for_s": 0.1,
                }
            ],
            "strategies": {"fork": 812, "fresh": 9},
            "kills": {"wall": 2},
            "parents_lost": 0,
            "resident_mb": 212.4,
            "warm_mb": 655.0,
        }
    ],
    "checks": [
        {
            "id": "01a21314c6a07f2fa000eb4802e5632d",
            "kind": "check",
            "problem": "add_layer_warm_start",
            "for_s": 12.5,
            "worker": "01a21314c6a07f2fa000eb4802e5632b",
            "progress": {"stage": "mutants", "done": 14, "total": 30},
        }
    ],
    "rejudges": [
        {
            "id": "01a21314c6a07f2fa000eb4802e5632e",
            "problem": "add_layer_warm_start",
            "for_s": 61.0,
            "judged": 120,
            "total": 400,
        }
    ],
}


class QueueDepth(BaseModel):
    """One part of the queue; the parts are judged in this order."""

    name: QueueName = Field(
        description="By priority. Reviews wait among `batch`, behind both what is judged again."
    )
    depth: int
    oldest_s: float | None = Field(description="For how long the first has waited; null for none.")


class UnderWay(BaseModel):
    """A submission that a worker is judging."""

    submission: str = Field(description="The id of the submission that it is about.")
    kind: Kind
    problem: str
    for_s: float = Field(description="Since when, in seconds before `at`.")


class WorkerState(BaseModel):
    """A process that judges. It sends a heartbeat every few seconds."""

    id: str
    host: str
    process: int = Field(description="Its id on that host.")
    slots: int = Field(description="How many submissions it judges at once.")
    started_at: datetime
    last_seen_s: float = Field(
        description="How long ago its last heartbeat was; after 30 s what it runs is requeued."
    )
    running: list[UnderWay] = Field(description="The longest first.")
    strategies: dict[str, int] = Field(
        description="How its runs were executed since its start, the judge's own included."
    )
    kills: dict[str, int] = Field(
        description="Submissions' runs that were killed since its start, by the limit."
    )
    parents_lost: int = Field(
        description="How often the sandbox's parent process had to be started again."
    )
    resident_mb: float = Field(description="Memory of the process itself, in MiB.")
    warm_mb: float = Field(description="Private memory of the processes that it keeps warm.")


class CheckUnderWay(BaseModel):
    """A check or preview of a problem. Workers run it between submissions, outside their slots."""

    id: str
    kind: CheckKind
    problem: str
    for_s: float = Field(description="Since when it was asked for, in seconds before `at`.")
    worker: str | None = Field(
        description="The id of the worker that runs it; null while it waits."
    )
    progress: CheckProgress | None


class RejudgeUnderWay(BaseModel):
    """Submissions that are judged again. Those being judged are among the workers' `running`."""

    id: str
    problem: str
    for_s: float = Field(description="Since when it was asked for, in seconds before `at`.")
    judged: int
    total: int


class QueueState(BaseModel):
    """The queue and the workers, of all sites."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    at: datetime
    queues: list[QueueDepth]
    running: int
    slots: int = Field(description="How many submissions all workers judge at once.")
    estimate_s: float = Field(
        description="In how many seconds an interactive submission of now would have its verdict."
    )
    workers: list[WorkerState] = Field(description="The longest-serving first.")
    checks: list[CheckUnderWay] = Field(description="The first to be asked for first.")
    rejudges: list[RejudgeUnderWay] = Field(description="The first to be asked for first.")

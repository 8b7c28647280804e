"""The application: its parts, put together."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, nullcontext
from typing import Literal

from fastapi import FastAPI

from app.admission import Admission
from app.api import (
    authoring,
    checks,
    events,
    health,
    keys,
    problems,
    rejudges,
    runs,
    schema,
    site,
    submission_list,
    submissions,
)
from app.api.responses import ANY_ERROR
from app.api.schema import PublishedApi
from app.catalogue import Catalogue
from app.errors import add_error_handlers
from app.first_start import opened_keyring
from app.grader import Grader
from app.keyring import Keyring
from app.periodic import repeated
from app.queue.checker import Checker
from app.queue.pace import Pace
from app.queue.watch import Watches
from app.queue.worker import Worker
from app.service import Service
from app.settings import Settings
from app.store.idempotency import IdempotencyStore
from app.store.opening import open_database
from app.store.submission_search import SubmissionSearch
from app.store.submissions import SubmissionStore
from graders.judge import Judge
from graders.problem import Problem

# "serve" answers the API and judges; "worker" only judges.
Role = Literal["serve", "worker"]

_PREFIX = "/api/v1"
# Without a history, these many problems are made ready at the start.
_WARM_AT_START = 2
_LOOK_AT_PACE_S = 5.0
_FORGET_S = 3600.0


def _start_judge(settings: Settings) -> Judge:
    return Judge(
        (settings.data_dir, settings.problems_dir),
        bank=settings.data_dir / "bank",
        bank_size=settings.bank_size,
        warm_memory_mb=settings.warm_memory_mb,
    )


async def _warm(
    judge: Grader, problems: Mapping[str, Problem], submissions: SubmissionStore
) -> None:
    """Have the judge make ready what was in use before."""
    latest = await submissions.latest_problems(_WARM_AT_START)
    for name in latest or list(problems)[:_WARM_AT_START]:
        if name in problems:
            judge.warm(problems[name])


def create_app(
    settings: Settings,
    role: Role = "serve",
    start_judge: Callable[[Settings], Grader] = _start_judge,
) -> FastAPI:
    """The application. Its lifespan opens the store, starts the judge, and ends both.

    Args:
        settings: where things are, and how many submissions run at once; with 0 slots it has no
            judge of its own.
        role: what it is for.
        start_judge: makes the judge.

    The lifespan raises `ProblemError`, `StoreError`, `NoKeysError` or `SandboxUnavailableError`
    where the service can't start; each message says what is wrong.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_database(settings) as database:
            catalogue = Catalogue(database)
            await catalogue.take_in(settings.problems_dir)
            if role == "serve":
                keyring = await opened_keyring(database, settings.host)
            else:
                keyring = Keyring(database, may_be_open=False)
            store = SubmissionStore(database)
            watches = Watches(database.notices)
            worker = None
            if settings.slots:
                judge = await asyncio.to_thread(start_judge, settings)
                worker = Worker(database, watches, judge, catalogue, settings.slots)
            pace = Pace(database)
            names = IdempotencyStore(database)
            with watches.listening():
                async with (
                    keyring.running(),
                    catalogue.running(),
                    nullcontext() if worker is None else worker.running(),
                    nullcontext() if worker is None else Checker(database, worker).running(),
                    repeated(pace.look, _LOOK_AT_PACE_S),
                    repeated(names.forget_old, _FORGET_S),
                ):
                    if worker is not None:
                        await _warm(worker.judge, catalogue.problems, store)
                    app.state.service = Service(
                        catalogue=catalogue,
                        database=database,
                        keyring=keyring,
                        store=store,
                        search=SubmissionSearch(database),
                        idempotency=names,
                        admission=Admission(settings, pace),
                        pace=pace,
                        watches=watches,
                        worker=worker,
                    )
                    yield

    app = PublishedApi(
        title="nnx-judge",
        summary="Grades submitted functions of a JAX / Flax NNX practice site.",
        version="1",
        lifespan=lifespan,
        # Their pages load scripts from elsewhere; /openapi.json stays.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses=ANY_ERROR,
    )
    add_error_handlers(app)
    app.include_router(health.router)
    if role == "serve":
        for resource in (
            submissions,
            submission_list,
            events,
            runs,
            problems,
            authoring,
            checks,
            rejudges,
            keys,
            site,
            schema,
        ):
            app.include_router(resource.router, prefix=_PREFIX)
    return app

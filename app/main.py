"""The application: its parts, put together."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Literal

from fastapi import Depends, FastAPI
from opentelemetry.trace import NoOpTracerProvider, TracerProvider
from starlette.types import ASGIApp

from app import api_docs, openapi
from app.auth import key_endpoints, session_endpoints, site_endpoints
from app.auth.authenticator import Keyring, is_loopback
from app.auth.bootstrap import opened_keyring
from app.auth.sign_in import SignIn
from app.core.bounded_work import BoundedWork
from app.core.metrics import Metrics
from app.core.periodic import repeated
from app.core.tracing import JudgingTraces, request_tracing
from app.database.database import Database
from app.database.opening import open_database
from app.http.cookies import PlainCookies
from app.http.error_handlers import add_error_handlers
from app.http.query import refuse_unknown_parameters
from app.http.request_logging import RecordedRequests
from app.http.responses import ANY_ERROR
from app.monitoring import health_endpoints, metrics_endpoints, queue_endpoints
from app.monitoring.loop_lag import measured_lag
from app.monitoring.prometheus import Exposition
from app.openapi import PublishedApi
from app.problem_checks import endpoints as check_endpoints
from app.problems import authoring_endpoints, case_endpoints
from app.problems import endpoints as problem_endpoints
from app.problems.catalogue import Catalogue
from app.rejudges import endpoints as rejudge_endpoints
from app.reviews import endpoints as review_endpoints
from app.reviews.repository import ReviewStore
from app.runs import endpoints as run_endpoints
from app.service import Service
from app.settings import Settings
from app.statistics import endpoints as statistics_endpoints
from app.submissions import endpoints as submission_endpoints
from app.submissions import event_endpoints, progress_endpoints, search_endpoints
from app.submissions.admission import Admission
from app.submissions.idempotency import IdempotencyStore
from app.submissions.repository import SubmissionStore
from app.submissions.search_repository import SubmissionSearch
from app.submissions.streams import Streams
from app.submissions.wait_estimate import Pace
from app.submissions.watch import Watches
from app.web.pages import add_pages
from app.webhooks import endpoints as webhook_endpoints
from app.webhooks.post import Post
from app.webhooks.sender import Sender
from app.worker.checker import Checker
from app.worker.grader import Grader
from app.worker.worker import Worker
from graders.judge import Judge
from graders.problem.package import Problem

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
        programs=settings.data_dir / "programs",
        bank_mb=settings.bank_mb,
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


class _Application(PublishedApi):
    def build_middleware_stack(self) -> ASGIApp:
        """The layers: requests are recorded outside of the one that answers for what is raised."""
        inner = PlainCookies(super().build_middleware_stack())
        return RecordedRequests(inner, self.state.metrics)


def _sending(settings: Settings, database: Database) -> AbstractAsyncContextManager[None]:
    return Sender(database, Post(allow_private=settings.webhook_allow_private)).running()


def create_app(
    settings: Settings,
    role: Role = "serve",
    start_judge: Callable[[Settings], Grader] = _start_judge,
    tracing: TracerProvider | None = None,
) -> FastAPI:
    """The application. Its lifespan opens the store, starts the judge, and ends both.

    Args:
        settings: where things are, and how many submissions run at once; with 0 slots it has no
            judge of its own.
        role: what it is for.
        start_judge: makes the judge.
        tracing: makes spans of requests and of judging; none where None.

    The lifespan raises `ProblemError`, `StoreError`, `NoKeysError` or `SandboxUnavailableError`
    where the service can't start; each message says what is wrong.
    """
    counted = Metrics()
    tracing = tracing or NoOpTracerProvider()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_database(settings) as database:
            catalogue = Catalogue(database)
            await catalogue.take_in(settings.problems_dir)
            if role == "serve":
                keyring = await opened_keyring(database, settings.host)
            else:
                keyring = Keyring(database, may_be_open=is_loopback(settings.host))
            store = SubmissionStore(database)
            watches = Watches(database.notices)
            judge = worker = None
            if settings.slots:
                judge = await asyncio.to_thread(start_judge, settings)
                worker = Worker(
                    database,
                    watches,
                    judge,
                    catalogue,
                    settings.slots,
                    counted,
                    JudgingTraces(tracing),
                )
            sending = _sending(settings, database) if role == "serve" else nullcontext()
            pace = Pace(database)
            names = IdempotencyStore(database)
            work = BoundedWork()
            if role == "serve":
                # Before anybody is served: it takes a second, and checking parameters needs it.
                app.openapi()
            with watches.listening():
                async with (
                    keyring.running(),
                    catalogue.running(),
                    nullcontext() if worker is None else worker.running(),
                    nullcontext() if worker is None else Checker(database, worker).running(),
                    sending,
                    work.running(),
                    measured_lag(counted),
                    repeated(pace.look, _LOOK_AT_PACE_S),
                    repeated(names.forget_old, _FORGET_S),
                ):
                    if worker is not None:
                        await _warm(worker.judge, catalogue.problems, store)
                    app.state.service = Service(
                        catalogue=catalogue,
                        database=database,
                        keyring=keyring,
                        sign_in=SignIn(database, keyring),
                        store=store,
                        reviews=ReviewStore(database),
                        search=SubmissionSearch(database),
                        idempotency=names,
                        admission=Admission(settings, pace),
                        pace=pace,
                        watches=watches,
                        worker=worker,
                        webhook_allow_private=settings.webhook_allow_private,
                        exposition=Exposition(counted, database, judge),
                        work=work,
                        streams=Streams(settings.stream_limit),
                    )
                    yield

    app = _Application(
        title="nnx-judge",
        summary="Grades submitted functions of a JAX / Flax NNX practice site.",
        version="1",
        lifespan=lifespan,
        # Their pages load scripts from elsewhere: app/api_docs.py has one that does not.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses=ANY_ERROR,
        webhooks=webhook_endpoints.sent,
        telemetry=request_tracing(tracing),
    )
    app.state.metrics = counted
    add_error_handlers(app)
    for resource in (health_endpoints, metrics_endpoints):
        app.include_router(resource.router)
    if role == "serve":
        app.include_router(api_docs.router)
        resources = (
            submission_endpoints,
            search_endpoints,
            event_endpoints,
            review_endpoints,
            run_endpoints,
            progress_endpoints,
            problem_endpoints,
            authoring_endpoints,
            case_endpoints,
            check_endpoints,
            rejudge_endpoints,
            statistics_endpoints,
            queue_endpoints,
            key_endpoints,
            site_endpoints,
            session_endpoints,
            webhook_endpoints,
            openapi,
        )
        for resource in resources:
            app.include_router(
                resource.router,
                prefix=_PREFIX,
                dependencies=[Depends(refuse_unknown_parameters)],
            )
        add_pages(app, settings.embed_origins)
    return app

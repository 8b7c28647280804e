"""The application: its routes and middleware, on top of the running service's parts."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from opentelemetry.trace import NoOpTracerProvider, TracerProvider
from starlette.types import ASGIApp

from app import api_docs, openapi
from app.assignments import endpoints as assignment_endpoints
from app.assignments import grade_endpoints
from app.audit_log import endpoints as audit_endpoints
from app.auth import key_endpoints, link_endpoints, session_endpoints, site_endpoints
from app.core.metrics import Metrics
from app.core.tracing import request_tracing
from app.editorials import endpoints as editorial_endpoints
from app.erasure import endpoints as erasure_endpoints
from app.http.api_layers import ApiLayers
from app.http.cookies import PlainCookies
from app.http.error_handlers import add_error_handlers
from app.http.query import refuse_unknown_parameters
from app.http.request_logging import RequestLogging
from app.http.responses import ANY_ERROR
from app.learners import endpoints as learner_endpoints
from app.lifespan import Role, running_parts, start_judge
from app.mistakes import endpoints as mistake_endpoints
from app.monitoring import health_endpoints, metrics_endpoints, queue_endpoints
from app.openapi import PublishedApi, openapi_document, operation_id
from app.problem_checks import endpoints as check_endpoints
from app.problems import (
    authoring_endpoints,
    case_endpoints,
    content_endpoints,
    publishing_endpoints,
)
from app.problems import endpoints as problem_endpoints
from app.rejudges import endpoints as rejudge_endpoints
from app.reviews import endpoints as review_endpoints
from app.runs import endpoints as run_endpoints
from app.settings import Settings
from app.statistics import endpoints as statistics_endpoints
from app.submissions import endpoints as submission_endpoints
from app.submissions import event_endpoints, progress_endpoints, search_endpoints, webhook_event
from app.track import endpoints as track_endpoints
from app.web.pages import add_pages
from app.webhooks import endpoints as webhook_endpoints
from app.worker.grader import Grader

_PREFIX = "/api/v1"
# In the order in which the OpenAPI document lists them.
_RESOURCES = (
    submission_endpoints,
    search_endpoints,
    event_endpoints,
    review_endpoints,
    run_endpoints,
    progress_endpoints,
    problem_endpoints,
    track_endpoints,
    editorial_endpoints,
    authoring_endpoints,
    publishing_endpoints,
    case_endpoints,
    content_endpoints,
    mistake_endpoints,
    check_endpoints,
    rejudge_endpoints,
    statistics_endpoints,
    learner_endpoints,
    link_endpoints,
    assignment_endpoints,
    grade_endpoints,
    queue_endpoints,
    key_endpoints,
    site_endpoints,
    session_endpoints,
    erasure_endpoints,
    audit_endpoints,
    webhook_endpoints,
    openapi,
)


class _Application(PublishedApi):
    def build_middleware_stack(self) -> ASGIApp:
        """Build the layers: request logging is outside the handler that answers exceptions."""
        inner = ApiLayers(PlainCookies(super().build_middleware_stack()), self.state.cors_origins)
        return RequestLogging(inner, self.state.metrics)


def create_app(
    settings: Settings,
    role: Role = "serve",
    start_judge: Callable[[Settings], Grader] = start_judge,
    tracing: TracerProvider | None = None,
) -> FastAPI:
    """Create the application. Its lifespan opens the store, starts the judge, and ends both.

    Args:
        settings: where things are, and how many submissions run at once; with 0 slots it has no
            judge of its own.
        role: what the process does.
        start_judge: creates the judge.
        tracing: creates spans of requests and of judging; None for no spans.

    The lifespan raises what `running_parts` does if the service can't start; each message says what
    is wrong.
    """
    metrics = Metrics()
    tracing = tracing or NoOpTracerProvider()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with running_parts(settings, role, start_judge, metrics, tracing) as parts:
            app.state.parts = parts
            yield

    app = _Application(
        title="nnx-judge",
        summary="Grades submitted functions of a JAX / Flax NNX practice site.",
        version="1",
        license_info={"name": "MIT", "identifier": "MIT"},
        servers=[{"url": "/", "description": "This service."}],
        generate_unique_id_function=operation_id,
        lifespan=lifespan,
        # FastAPI would make it in the event loop.
        openapi_url=None,
        # Their pages load scripts from elsewhere: app/api_docs.py has one that does not.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses=ANY_ERROR,
        webhooks=webhook_event.sent,
        telemetry=request_tracing(tracing),
    )
    app.state.metrics = metrics
    app.state.cors_origins = settings.cors_origins
    add_error_handlers(app)
    app.add_route("/openapi.json", openapi_document, include_in_schema=False)
    for resource in (health_endpoints, metrics_endpoints):
        app.include_router(resource.router)
    if role == "serve":
        _add_resources(app)
        add_pages(app, settings)
        if settings.public_url is not None:
            _add_lti(app)
        if settings.oidc is not None:
            # Imported here, as those of LTI.
            from app.web import provider_pages

            app.include_router(provider_pages.router)
    return app


def _add_lti(app: FastAPI) -> None:
    # Imported here: the library for signatures takes 80 ms, which most services have no use for.
    from app.lti import endpoints
    from app.web import lti_pages

    app.include_router(endpoints.router)
    app.include_router(lti_pages.router)


def _add_resources(app: FastAPI) -> None:
    app.include_router(api_docs.router)
    for resource in _RESOURCES:
        app.include_router(
            resource.router, prefix=_PREFIX, dependencies=[Depends(refuse_unknown_parameters)]
        )

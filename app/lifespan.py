"""The running service: its parts start one after the other, and end in reverse order."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Literal

from opentelemetry.trace import TracerProvider

from app.assignments.disclosure import Disclosure
from app.assignments.gradebook import Gradebook
from app.assignments.service import AssignmentService
from app.audit.refusals import RefusedSignIns
from app.audit_log.service import AuditService
from app.auth.authenticator import Authenticator
from app.auth.bootstrap import opened_authenticator
from app.auth.key_service import KeyService
from app.auth.link_service import LearnerLinkService
from app.auth.rate_limit import RateLimit
from app.auth.sign_in import SignIn
from app.auth.site_service import SiteService
from app.core.bounded_work import BoundedWork
from app.core.metrics import Metrics
from app.core.periodic import repeated
from app.core.tracing import JudgingTraces
from app.core.urls import is_loopback
from app.courses.service import CourseService
from app.database.opening import open_database
from app.editorials.hint_service import HintService
from app.editorials.service import EditorialService
from app.erasure.service import ErasureService
from app.http.parts import Parts
from app.learners.service import LearnerService
from app.mistakes.service import MistakeService
from app.monitoring.loop_lag import measured_lag
from app.monitoring.prometheus import Prometheus
from app.monitoring.service import MonitoringService
from app.problem_checks.checked_publisher import CheckedPublisher
from app.problem_checks.service import CheckService
from app.problems.authoring_service import AuthoringService
from app.problems.catalogue import Catalogue
from app.problems.publishing_service import PublishingService
from app.rejudges.service import RejudgeService
from app.retention.service import RetentionService
from app.reviews.repository import ReviewStore
from app.reviews.service import ReviewService
from app.rollup.service import Rollup
from app.runs.service import RunService
from app.settings import Settings
from app.statistics.service import StatisticsService
from app.submissions.idempotency import IdempotencyKeys
from app.submissions.queue_refusals import QueueRefusals
from app.submissions.repository import SubmissionStore
from app.submissions.service import SubmissionService
from app.submissions.stream_limit import Streams
from app.submissions.submit import Submitter
from app.submissions.wait_estimate import WaitEstimates
from app.submissions.watch import Watches
from app.track.service import TrackService
from app.webhooks.post import Post
from app.webhooks.sender import Sender
from app.webhooks.service import WebhookService
from app.worker.check_worker import CheckWorker
from app.worker.direct_intake import DirectIntake
from app.worker.grader import Grader
from app.worker.impact_worker import ImpactWorker
from app.worker.worker import Worker
from graders.judge import Judge
from graders.problem.package import Problem
from graders.problem.track import load_track
from graders.sandbox.supervisor.starting_sandbox import StartingSandbox

# "serve" answers the API and judges; "worker" only judges.
Role = Literal["serve", "worker"]

# Without a history, this many problems are warmed at the start.
_WARM_AT_START = 2
_UPDATE_ESTIMATES_S = 5.0
_FORGET_S = 3600.0
_REMOVE_S = 3600.0
_COUNT_S = 5.0


def start_judge(settings: Settings, starting: StartingSandbox | None = None) -> Judge:
    """Start the service's judge.

    Args:
        settings: where things are.
        starting: its sandbox, if it was started earlier.

    Raises:
        SandboxUnavailableError: submissions can't be confined here.
    """
    return Judge(
        (settings.data_dir, settings.problems_dir),
        precomputed=settings.data_dir / "precomputed",
        precomputed_draws=settings.precomputed_draws,
        programs=settings.data_dir / "programs",
        precomputed_mb=settings.precomputed_mb,
        warm_memory_mb=settings.warm_memory_mb,
        starting=starting,
    )


@asynccontextmanager
async def running_parts(
    settings: Settings,
    role: Role,
    start_judge: Callable[[Settings], Grader],
    metrics: Metrics,
    tracing: TracerProvider,
) -> AsyncIterator[Parts]:
    """Run the service while the context lasts; yield its parts for the endpoints.

    Raises:
        ProblemError: a problem, or the track, can't be used.
        StoreError: the database can't be used.
        NoKeysError: other machines can reach the service, and no key exists.
        SandboxUnavailableError: submissions can't be confined here.
    """
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(settings))
        catalogue = Catalogue(database)
        await catalogue.take_in(settings.problems_dir)
        track = await asyncio.to_thread(load_track, settings.problems_dir)
        if role == "serve":
            authenticator = await opened_authenticator(database, settings.host)
        else:
            authenticator = Authenticator(database, may_be_open=is_loopback(settings.host))
        refused = RefusedSignIns(database)
        watches = Watches(database.notices)
        worker = None
        if settings.slots:
            judge = await asyncio.to_thread(start_judge, settings)
            worker = Worker(
                database,
                watches,
                judge,
                catalogue,
                settings.slots,
                metrics,
                JudgingTraces(tracing),
            )
        estimates = WaitEstimates(database)
        idempotency = IdempotencyKeys(database)
        work = BoundedWork()
        stack.enter_context(watches.listening())
        running = [authenticator.running(), refused.running(), catalogue.running()]
        if worker is not None:
            checker = CheckWorker(database, worker)
            impacts = ImpactWorker(
                database, worker, lambda: catalogue.states, lambda: checker.is_busy
            )
            running += [worker.running(), checker.running(), impacts.running()]
        if role == "serve":
            post = Post(allow_private=settings.webhook_allow_private)
            running.append(Sender(database, post).running())
            retention = RetentionService(database, settings)
            running.append(repeated(retention.enforce, _REMOVE_S))
            running.append(repeated(Rollup(database).count_all, _COUNT_S))
        courses = CourseService(database)
        assignments = AssignmentService(database, catalogue, courses)
        gradebook = Gradebook(database, assignments)
        lti: list[object] = []
        if role == "serve" and settings.public_url is not None:
            # Imported here: the library for signatures takes 80 ms.
            from app.lti.running import lti_parts

            lti = await stack.enter_async_context(
                lti_parts(database, settings.public_url, catalogue, assignments, gradebook)
            )
        sites = SiteService(database)
        sign_in = SignIn(database, authenticator)
        oidc: list[object] = []
        if role == "serve" and settings.oidc is not None and settings.public_url is not None:
            from app.oidc.running import oidc_service

            oidc.append(
                await stack.enter_async_context(
                    oidc_service(settings.oidc, settings.public_url, sites, sign_in)
                )
            )
        running += [
            work.running(),
            measured_lag(metrics),
            repeated(estimates.look, _UPDATE_ESTIMATES_S),
            repeated(idempotency.forget_old, _FORGET_S),
        ]
        for each in running:
            await stack.enter_async_context(each)
        store = SubmissionStore(database)
        if worker is not None:
            await _warm(worker.judge, catalogue.problems, store)
        disclosure = Disclosure(database)
        submissions = SubmissionService(database, estimates, watches, disclosure)
        refusals = QueueRefusals(settings, estimates)
        submitter = Submitter(
            catalogue,
            submissions,
            idempotency,
            refusals,
            store if worker is None else DirectIntake(store, worker),
            watches,
            assignments,
            allow_private_webhooks=settings.webhook_allow_private,
        )
        authoring = AuthoringService(database, catalogue, work)
        publishing = PublishingService(database, catalogue, authoring)
        checks = CheckService(database, authoring, courses, watches)
        mistakes = MistakeService(database, authoring, submissions)
        yield Parts(
            database,
            authenticator,
            sign_in,
            refused,
            RateLimit(settings.rate),
            KeyService(database),
            sites,
            catalogue,
            authoring,
            publishing,
            checks,
            CheckedPublisher(checks, publishing),
            submissions,
            submitter,
            watches,
            Streams(settings.stream_limit),
            RunService(submitter, submissions, watches),
            ReviewService(ReviewStore(database), submissions, refusals, watches, disclosure),
            RejudgeService(database, catalogue, authoring, submissions, disclosure),
            StatisticsService(database, authoring, mistakes),
            mistakes,
            LearnerService(database),
            LearnerLinkService(database, settings.public_url),
            assignments,
            courses,
            gradebook,
            HintService(catalogue, disclosure),
            EditorialService(catalogue, submissions, disclosure),
            TrackService(track, catalogue, submissions),
            WebhookService(database),
            ErasureService(database),
            AuditService(database),
            *lti,
            *oidc,
            MonitoringService(database, catalogue, estimates, watches, worker),
            Prometheus(metrics, database, None if worker is None else worker.judge),
            work,
        )


async def _warm(
    judge: Grader, problems: Mapping[str, Problem], submissions: SubmissionStore
) -> None:
    """Let the judge warm the problems that were used last."""
    latest = await submissions.latest_problems(_WARM_AT_START)
    for name in latest or list(problems)[:_WARM_AT_START]:
        if name in problems:
            judge.warm(problems[name])

"""Judging one try at a submission, from its problem to its verdict."""

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from functools import partial

from app.core.retry import retry_until_stored
from app.database.database import Database
from app.problems.catalogue import Catalogue
from app.reviews.repository import ReviewStore
from app.submissions.repository import SubmissionStore
from app.submissions.schemas import ClaimedSubmission
from app.worker.case_progress import recorded_progress
from app.worker.grader import Grader
from app.worker.preemption import ReviewPreemption
from graders.core.cancellation import CancellationToken
from graders.core.reasons.judging import (
    InputsDoNotFit,
    JudgedAgain,
    JudgeFailed,
    RevisionUnusable,
)
from graders.core.reasons.reason import Reason
from graders.core.verdict import Outcome, Verdict
from graders.grading.runs import InvalidInputsError, parse_inputs
from graders.problem.package import Problem

MAX_FAILURES = 3


class Judging:
    """Judges claimed submissions, runs and reviews, at most `slots` at once."""

    def __init__(
        self,
        database: Database,
        judge: Grader,
        catalogue: Catalogue,
        slots: int,
        preemption: ReviewPreemption,
    ) -> None:
        self._store = SubmissionStore(database)
        self._reviews = ReviewStore(database)
        self._judge = judge
        self._catalogue = catalogue
        self._preemption = preemption
        self._threads = ThreadPoolExecutor(slots, thread_name_prefix="judge")

    def close(self) -> None:
        """Accept no more; running tries end when the judge closes."""
        self._threads.shutdown(wait=False)

    async def verdict(self, claimed: ClaimedSubmission, stop: CancellationToken) -> Verdict:
        """Return the verdict of a try.

        Raises:
            GradingCancelledError: `stop` was requested.
        """
        known = partial(self._catalogue.revision, claimed.problem, claimed.revision)
        problem = await retry_until_stored(known)
        if problem is None:
            return self._judge_error(claimed, RevisionUnusable())
        if claimed.failures >= MAX_FAILURES:
            return self._judge_error(claimed, JudgeFailed(claimed.failures))
        if claimed.reviewed is not None:
            return await self._review(problem, claimed, claimed.reviewed, stop)
        if claimed.seed is None:
            ready = self._judge.ready_seeds(problem)
            seed = await retry_until_stored(partial(self._store.draw_seed, claimed, ready))
            claimed = replace(claimed, seed=seed)
        try:
            judge, total = self._judging(problem, claimed)
        except InvalidInputsError:
            return self._judge_error(claimed, InputsDoNotFit())
        async with recorded_progress(self._store, claimed, total, stop) as on_case:
            judged = partial(judge, on_case=on_case, stop=stop)
            return await self._in_thread(judged)

    async def _review(
        self,
        problem: Problem,
        claimed: ClaimedSubmission,
        submission_id: str,
        stop: CancellationToken,
    ) -> Verdict:
        verdict = await retry_until_stored(partial(self._reviews.verdict, submission_id))
        if verdict.revision != problem.revision:
            return self._judge_error(claimed, JudgedAgain())
        review = partial(self._judge.review, problem, claimed.source, verdict, stop=stop)
        with self._preemption.reviewing(stop):
            return await self._in_thread(review)

    async def _in_thread(self, judged: Callable[[], Verdict]) -> Verdict:
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, copy_context().run, judged
        )

    def _judging(
        self, problem: Problem, claimed: ClaimedSubmission
    ) -> tuple[Callable[..., Verdict], int]:
        """Return a function that judges it, and the number of its cases."""
        spec, source = problem.spec, claimed.source
        if claimed.kind != "run":
            grade = partial(
                self._judge.grade,
                problem,
                source,
                seed=claimed.seed,
                submission_id=_judged(claimed),
            )
            return grade, spec.result_count
        inputs = None
        if claimed.inputs is not None:
            inputs = parse_inputs(spec, json.loads(claimed.inputs))
        run = partial(self._judge.run, problem, source, inputs, run_id=claimed.id)
        return run, spec.sample_count if inputs is None else len(inputs)

    def _judge_error(self, claimed: ClaimedSubmission, reason: Reason) -> Verdict:
        return Verdict(
            id=_judged(claimed),
            problem=claimed.problem,
            revision=claimed.revision,
            seed=claimed.seed or 0,
            verdict=Outcome.JUDGE_ERROR,
            **reason.told,
            passed=0,
            total=0,
            score=0.0,
            cases=(),
            environment=self._judge.environment,
        )


def _judged(claimed: ClaimedSubmission) -> str:
    """The id of the submission that the verdict is for."""
    return claimed.original_id or claimed.id

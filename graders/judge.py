"""The judge: owns the sandbox, and grades, reviews and runs submissions in it."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import Self, TypeVar
from uuid import uuid4

from graders.core import judge_defaults
from graders.core.cancellation import CancellationToken
from graders.core.reasons.judging import JudgeFailed, ProblemFailed
from graders.core.reasons.reason import Reason
from graders.core.values import Value
from graders.core.verdict import CaseVerdict, Environment, Outcome, Verdict
from graders.execution.checker import find_refusals
from graders.execution.expected_outputs import ExpectedOutputs
from graders.execution.kept_answers import KeptAnswers
from graders.execution.learned_programs import LearnedPrograms
from graders.execution.precomputed import PrecomputedDraws, choose_seed
from graders.execution.problem_code import Answer, ProblemCodeError, in_fresh_process
from graders.execution.program_cache import ProgramCache
from graders.execution.run_cases import Execution
from graders.execution.strategies import Strategies
from graders.execution.submitted_programs import SubmittedPrograms
from graders.execution.template_maker import Role as WarmRole
from graders.execution.template_maker import TemplateMaker
from graders.execution.warm_pool import State, WarmPool
from graders.feedback.demands import Demands
from graders.feedback.measured_demands import MeasuredDemands
from graders.feedback.remarks import Remarks
from graders.feedback.review import Reviewer
from graders.grading.grade import Grading, verdict_of
from graders.grading.known_mistakes import KnownMistakes
from graders.grading.precomputing import DrawsAhead
from graders.grading.runs import Input, Trials
from graders.grading.score import with_score
from graders.problem.cases import Case
from graders.problem.package import Problem
from graders.sandbox.errors import SandboxFailureError
from graders.sandbox.outcomes import Compiled
from graders.sandbox.supervisor.starting_sandbox import StartingSandbox
from graders.verification.problem_faults import Fault, find_faults

# A sandbox failure is not the submission's fault: retry it, with a new parent.
_TRIES = 3
_MOST_AT_ONCE = 256

Result = TypeVar("Result")


class Judge:
    """Grades submissions. It owns the sandbox's processes; `grade` may be called from any thread.

    Concurrent calls of `grade` run concurrently.
    """

    def __init__(
        self,
        private: Iterable[Path] = (),
        *,
        precomputed: Path | None = None,
        precomputed_draws: int = judge_defaults.PRECOMPUTED_DRAWS,
        programs: Path | None = None,
        precomputed_mb: int = judge_defaults.PRECOMPUTED_MB,
        warm_memory_mb: int = judge_defaults.WARM_MEMORY_MB,
        starting: StartingSandbox | None = None,
        keep_warm: bool = True,
    ) -> None:
        """Wait until the sandbox stands, and every attack on it has failed.

        Args:
            private: files and folders that no submission may read.
            precomputed: folder for precomputed draws, which many submissions share; None to
                precompute none.
            precomputed_draws: how many to have ready for each problem in use; with 0, each
                submission gets a draw of its own.
            precomputed_mb: how much disk they may use, in MiB.
            programs: folder for programs compiled by warm-ups, and for the outputs of known
                mistakes on the fixed cases; None to recompute both at each start.
            warm_memory_mb: the private memory of all processes kept warm, in MiB.
            starting: the sandbox, if it was started earlier; None to start it here.
            keep_warm: whether to prepare for a problem's next submission after the first one.
                This slows down a caller that judges only one.

        Raises:
            SandboxUnavailableError: a required layer is missing, or an attack succeeded.
        """
        own = [folder for folder in (precomputed, programs) if folder is not None]
        starting = starting or StartingSandbox()
        try:
            # Work that needs no sandbox comes first: the sandbox takes seconds to start.
            cache = ProgramCache(programs)
            self._sandbox = starting.wait()
            self._sandbox.require_hidden([*private, *own])
        except BaseException:
            starting.close()
            raise
        self._keep_warm = keep_warm
        versions = self._sandbox.versions
        self.environment = Environment(**versions, sandbox=self._sandbox.layers)
        self._maker = TemplateMaker(self._sandbox, cache)
        self._learned = LearnedPrograms(self._sandbox, cache)
        # Nothing passes from one submission to another where each gets a draw of its own.
        shared = programs if precomputed_draws else None
        self._submitted = SubmittedPrograms(self._sandbox, shared, cache.where_made)
        # What submissions ask for comes last: some could ask for so much that nothing else is done.
        idle_work = (self._compute_ahead, self._submitted.compile_next)
        self._pool = WarmPool(self._maker, warm_memory_mb, idle_work)
        self._strategies = Strategies(
            self._sandbox, self._maker, self._pool, self._learned, self._submitted
        )
        self._fresh = in_fresh_process(self._sandbox)
        self._precomputed = PrecomputedDraws(
            precomputed, versions, precomputed_draws, precomputed_mb
        )
        self._lock = threading.Lock()
        self._used: dict[str, Counter[int]] = {}  # seeds, by revision
        self._expected = ExpectedOutputs(self._fresh, self._strategies, self._precomputed)
        self._mistakes = KnownMistakes(
            self._strategies, self._precomputed, KeptAnswers(programs, cache.where_made)
        )
        self._ahead = DrawsAhead(
            self._strategies, self._expected, self._mistakes, self._precomputed, self._pool.is_idle
        )
        remarks = Remarks(self._strategies, self._expected)
        self._demands = Demands(remarks, MeasuredDemands(self._strategies, self._expected))
        self._reviewer = Reviewer(self._strategies, self._expected, remarks)
        # Runs alongside the submissions, with as many threads: each waits only for its own.
        expecting = ThreadPoolExecutor(_MOST_AT_ONCE, thread_name_prefix="expected")
        self._grading = Grading(
            self._strategies, self._expected, self._mistakes, expecting, self.environment
        )
        self._trials = Trials(self._strategies, self._expected, expecting, self.environment)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End every process; a running `grade` ends with `judge_error`."""
        self._pool.close()
        self._sandbox.close()
        self._pool.join()

    def warm(self, problem: Problem) -> None:
        """Prepare in the background for submissions to a problem."""
        self._pool.use(problem)

    def prepare(self, problem: Problem) -> None:
        """Compile what submissions to a problem and its reference need, and wait for it.

        Does nothing if an earlier result is cached.

        Raises:
            SandboxFailureError: the sandbox failed.
        """
        roles: tuple[WarmRole, ...] = ("submission", "reference")
        with ThreadPoolExecutor(len(roles), "prepare") as preparing:
            for _ in preparing.map(partial(self._maker.prepare, problem), roles):
                pass

    def warmth(self, problem: Problem) -> State:
        """How ready it is: "warm", "warming", or "cold", which runs in fresh processes."""
        return self._pool.state(problem)

    def wait_until_warm(self, timeout_s: float) -> bool:
        """Wait until all preparations are done. Return whether they finished in time."""
        return self._pool.wait(timeout_s)

    def counts(self) -> dict[str, int]:
        """Counts since the start: runs by strategy, processes made and lost, limits that killed.

        `killed_<limit>` counts submissions only; strategies also count the judge's own runs.
        """
        lost = {"parents_lost": self._sandbox.parents_lost}
        return {**self._strategies.counts, **self._maker.counts, **self._pool.counts, **lost}

    def warm_memory_mb(self) -> float:
        """The private memory of all warm processes, in MiB."""
        return self._pool.memory_mb()

    def ready_seeds(self, problem: Problem) -> frozenset[int]:
        """The seeds of the precomputed draws, for `choose_seed`.

        Submissions on these are judged sooner. Calling this also starts computing them, while the
        problem is in use. Empty if each submission gets a draw of its own.
        """
        self._ahead.want(problem)
        return self._precomputed.seeds(problem)

    def draw_seed(self, problem: Problem) -> int:
        """A seed for the next submission, if this judge has a single learner.

        Uses every ready seed before it repeats one.
        """
        with self._lock:
            used = self._used.setdefault(problem.revision, Counter())
            ready = self.ready_seeds(problem)
            seed = choose_seed(ready, used)
            if seed in ready:
                used[seed] += 1
        return seed

    def cases(self, problem: Problem, seed: int) -> tuple[Case, ...]:
        """The cases that a seed draws, including those of Python generators.

        Raises:
            ProblemCodeError: a generator failed.
            SandboxFailureError: the sandbox failed.
        """
        return self._expected.cases(problem, seed)

    def find_faults(self, problem: Problem, seed: int) -> tuple[Fault, ...]:
        """Faults that the problem's generators, validator and checker reveal.

        If the problem is in use, also waits for its warm-up and reports its failure.

        Raises:
            ProblemCodeError: a generator failed, so there are no cases.
            SandboxFailureError: the sandbox failed.
        """
        cases = self.cases(problem, seed)
        faults = self._retried(lambda: find_faults(self._fresh, problem, seed, cases))
        if (failure := self._pool.failure(problem)) is None:
            return faults
        return (*faults, Fault("warm_up.py", "nothing can be made ready for submissions", failure))

    def compiled_beyond_warm_up(self, problem: Problem, source: str) -> tuple[Compiled, ...] | None:
        """The programs that a source compiles and the problem's warm-up does not.

        It runs on the warm-up's cases, which have every shape. None if that can't be told, because
        the warm-up fails or the source is stopped.

        Raises:
            ProblemCodeError: a generator failed.
            SandboxFailureError: the sandbox failed.
        """
        cases = self._expected.warm_up_cases(problem)
        with self._pool.judging():
            return self._retried(
                lambda: self._strategies.compiled_beyond_warm_up(problem, source, cases)
            )

    def expected_outputs(self, problem: Problem, seed: int) -> tuple[Value, ...]:
        """The reference's outputs on the cases that the seed draws, in order.

        Raises:
            ProblemCodeError: the reference returned none, or a generator failed.
            SandboxFailureError: the sandbox failed.
        """
        return self._retried(
            lambda: self._expected.outputs(problem, seed, self.cases(problem, seed))
        )

    def execute_as_reference(
        self, problem: Problem, source: str, cases: Sequence[Case]
    ) -> Execution:
        """Run a source as the reference, with three times the time limits.

        It is forked from the reference's template, so it may be a variant of the reference, but
        never a learner's source.

        Raises:
            SandboxFailureError: the sandbox failed.
        """
        with self._pool.judging():
            return self._retried(
                lambda: self._strategies.execute(problem, "reference", source, cases)
            )

    def find_refusals(
        self,
        problem: Problem,
        cases: Sequence[Case],
        answers: Sequence[Answer],
        expected: Sequence[Value],
    ) -> dict[int, str]:
        """Why the problem's checker refuses answers; see `graders.execution.checker`."""
        checker = self._strategies.executor("checker")
        with self._pool.judging():
            return self._retried(
                lambda: find_refusals(checker, problem, cases, answers, expected, must_answer=True)
            )

    def grade(
        self,
        problem: Problem,
        source: str,
        *,
        seed: int | None = None,
        submission_id: str | None = None,
        on_case: Callable[[int, CaseVerdict], None] | None = None,
        stop: CancellationToken | None = None,
    ) -> Verdict:
        """Judge one submission.

        Args:
            problem: the problem to solve.
            source: the text of the submitted file.
            seed: draws the cases; None for `draw_seed`. The same problem revision, source and seed
                give the same verdict.
            submission_id: the verdict's id; None for a fresh one.
            on_case: called with the index and verdict of each case as it finishes, and again if it
                is run again.
            stop: cancels the grading.

        Returns:
            The verdict. A failure of the judge is the outcome `judge_error`, not an exception.

        Raises:
            GradingCancelledError: `stop` was requested.
        """
        if seed is None:
            seed = self.draw_seed(problem)
        identity: dict[str, object] = {"id": submission_id or uuid4().hex, "problem": problem.name}
        identity |= {"revision": problem.revision, "seed": seed, "total": problem.spec.result_count}
        for number in range(1, _TRIES + 1):
            try:
                with self._pool.judging():
                    verdict = self._grading.grade(problem, source, seed, identity, on_case, stop)
                    verdict = self._demands.judge(problem, source, verdict, on_case, stop)
                    verdict = with_score(problem.spec, verdict)
                if self._keep_warm:
                    self._pool.use(problem)
                return verdict
            except SandboxFailureError as error:
                if number == _TRIES:
                    reason: Reason = JudgeFailed(_TRIES, str(error))
            except ProblemCodeError as error:
                reason = ProblemFailed(error.part, str(error))
                break
        return verdict_of(identity, self.environment, (Outcome.JUDGE_ERROR, reason, None))

    def review(
        self,
        problem: Problem,
        source: str,
        verdict: Verdict,
        *,
        stop: CancellationToken | None = None,
    ) -> Verdict:
        """Add to a verdict what the learner can wait for.

        That is the smallest failing input, remarks on what no output shows, and a script for each
        failing sample. It takes as long as judging or longer, so deliver the verdict first.

        Args:
            problem: the problem, in the revision that was judged.
            source: the text that was judged.
            verdict: the result of `grade`.
            stop: cancels the review.

        Returns:
            The verdict with `smallest`, `remarks` and the cases' `reproducer`. Nothing else
            changes.

        Raises:
            SandboxFailureError: the sandbox failed; a retry may succeed.
            ProblemCodeError: the problem's own code failed.
            GradingCancelledError: `stop` was requested.
        """
        return self._reviewer.review(problem, source, verdict, stop)

    def run(
        self,
        problem: Problem,
        source: str,
        inputs: Sequence[Input] | None = None,
        *,
        run_id: str | None = None,
        on_case: Callable[[int, CaseVerdict], None] | None = None,
        stop: CancellationToken | None = None,
    ) -> Verdict:
        """Run a source without a score, on the sample cases or on other inputs.

        Args:
            problem: the problem to solve.
            source: the text of the file.
            inputs: the calls' arguments, as `parse_inputs` returns them; None for the sample cases,
                where generators always use the same seed.
            run_id: the verdict's id; None for a fresh one.
            on_case: called with the index and verdict of each call as it finishes, and again if it
                is run again.
            stop: cancels the run.

        Returns:
            A verdict with the outputs. On other inputs it compares them with the reference's if
            the problem allows showing these; else a call that returned is `completed`. A failure
            of the judge is the outcome `judge_error`, not an exception.

        Raises:
            GradingCancelledError: `stop` was requested.
        """
        with self._pool.judging():
            verdict = self._trials.run(problem, source, inputs, run_id, on_case, stop)
        if self._keep_warm:
            self._pool.use(problem)
        return verdict

    def _compute_ahead(self, problem: Problem) -> bool:
        return self._ahead.compute(problem) or self._learned.learn(problem)

    def _retried(self, work: Callable[[], Result]) -> Result:
        for _ in range(_TRIES - 1):
            with suppress(SandboxFailureError):
                return work()
        return work()


@cache
def _shared_judge() -> Judge:
    return Judge()


def grade(problem: Problem, source: str, *, seed: int | None = None) -> Verdict:
    """Judge one submission with this process's own `Judge`, started at the first call.

    See `Judge.grade`. Its processes end with this one.

    Raises:
        SandboxUnavailableError: the required confinement is not available here.
    """
    return _shared_judge().grade(problem, source, seed=seed)

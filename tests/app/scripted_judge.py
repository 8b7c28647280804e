"""A judge that does what a submission's source says, for what a real one does only by bad luck."""

import asyncio
import threading
from collections.abc import Callable, Collection, Sequence

from graders.core.cancellation import CancellationToken, GradingCancelledError
from graders.core.values import Value, number
from graders.core.verdict import (
    CaseVerdict,
    Environment,
    FailingInput,
    Hint,
    Outcome,
    Remark,
    Verdict,
)
from graders.execution.run_cases import Execution
from graders.execution.warm_pool import State
from graders.grading.runs import Input
from graders.problem.cases import Case, draw_cases
from graders.problem.package import Problem
from graders.sandbox.errors import SandboxFailureError
from graders.sandbox.outcomes import Call, Compiled
from graders.verification.problem_faults import Fault

ACCEPTED = "accepted"
WRONG = "wrong"
# Another mistake. A comment makes none.
WRONG_TOO = "wrong_too"
NAMED = "wrong_by_the_known_mistake"
HELD = "held until released"
CRASH = "the judge has a bug"
JUDGE_ERROR = "the judge fails"
FAILS_ONCE = "the judge fails, but only once"
UNSENDABLE = "a verdict that can't be stored"
REVIEW_HELD = "accepted, and the review is held until released"
REVIEW_CRASH = "accepted, and the review meets a bug of the judge"


class ScriptedJudge:
    """Fits `app.worker.grader.Grader`. A source that is none of the above is accepted."""

    def __init__(self) -> None:
        self.environment = Environment(python="3", jax="0", flax="0", sandbox=("scripted",))
        self.closed = False
        self.graded: list[str] = []
        self.seeds: list[int | None] = []
        self.inputs: list[Sequence[Input] | None] = []
        self.reviewed: list[str] = []
        self.warmed: list[str] = []
        self.most_at_once = 0
        self.ready: list[int] = []
        self._at_once = 0
        self._lock = threading.Lock()
        self._go_on = threading.Event()
        self._begun = threading.Semaphore(0)
        self._stopped = threading.Semaphore(0)

    def grade(
        self,
        problem: Problem,
        source: str,
        *,
        seed: int | None,
        submission_id: str | None,
        on_case: Callable[[int, CaseVerdict], None] | None = None,
        stop: CancellationToken | None = None,
    ) -> Verdict:
        with self._lock:
            self.graded.append(source)
            self.seeds.append(seed)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        self._begun.release()
        try:
            if source.startswith(HELD):
                if on_case is not None:
                    on_case(0, _case(Outcome.ACCEPTED))
                self._hold(stop)
            if source == CRASH:
                raise RuntimeError("a bug")
            outcome = Outcome.ACCEPTED
            if (
                (source == FAILS_ONCE and self.graded.count(source) == 1)
                or source == JUDGE_ERROR
                or (source.startswith(HELD) and self.closed)
            ):
                outcome = Outcome.JUDGE_ERROR
            elif (mistake := source.partition("#")[0].strip()) in (WRONG, WRONG_TOO, NAMED):
                outcome = Outcome.WRONG_ANSWER
            message = "As the script says."
            verdict = _verdict(problem, seed or 0, submission_id or "", outcome, message, self)
            if source == NAMED:
                hint = Hint(mistake="known", text="As it was.", cases=("sample",))
                verdict = verdict.model_copy(update={"hints": (hint,)})
            elif outcome is Outcome.WRONG_ANSWER:
                verdict = verdict.with_likeness(mistake)
            return verdict.model_copy(update={"revision": "\ud800"} if source == UNSENDABLE else {})
        finally:
            with self._lock:
                self._at_once -= 1

    def run(
        self,
        problem: Problem,
        source: str,
        inputs: Sequence[Input] | None,
        *,
        run_id: str | None,
        on_case: Callable[[int, CaseVerdict], None] | None = None,
        stop: CancellationToken | None = None,
    ) -> Verdict:
        self.inputs.append(inputs)
        verdict = self.grade(
            problem, source, seed=0, submission_id=run_id, on_case=on_case, stop=stop
        )
        return verdict.model_copy(update={"message": "As the script says of a run."})

    def cases(self, problem: Problem, seed: int) -> tuple[Case, ...]:
        return draw_cases(problem.spec, seed)

    def compiled_beyond_warm_up(self, *_: object) -> tuple[Compiled, ...]:
        return (Compiled("jit_scripted", ("float32[2]",)),)

    def expected_outputs(self, problem: Problem, seed: int) -> tuple[Value, ...]:
        return tuple(number(1.0) for _ in self.cases(problem, seed))

    def execute_as_reference(self, _: Problem, __: str, cases: Sequence[Case]) -> Execution:
        return Execution(calls=[Call(number(1.0), 1.0, 1.0, "", "") for _ in cases])

    def find_refusals(self, *_: object) -> dict[int, str]:
        return {}

    def find_faults(self, problem: Problem, seed: int) -> tuple[Fault, ...]:  # noqa: ARG002
        return ()

    def review(
        self,
        problem: Problem,
        source: str,
        verdict: Verdict,
        *,
        stop: CancellationToken | None = None,
    ) -> Verdict:
        """A remark always, and the rest where the verdict is wrong."""
        assert verdict.revision == problem.revision
        self.reviewed.append(source)
        self._begun.release()
        if source == REVIEW_HELD:
            self._hold(stop)
            if self.closed:
                raise SandboxFailureError("closed")
        if source == REVIEW_CRASH:
            raise RuntimeError("a bug")
        remark = Remark(kind="slow", text="As the script says.")
        reviewed = verdict.model_copy(update={"remarks": (remark,)})
        if verdict.verdict is Outcome.ACCEPTED:
            return reviewed
        smallest = FailingInput(
            arguments={"x": 1.0}, verdict=verdict.verdict, message="", expected=2.0, got=1.0
        )
        cases = tuple(
            case.model_copy(update={"reproducer": f"# {case.name}"}) for case in verdict.cases
        )
        return reviewed.model_copy(update={"smallest": smallest, "cases": cases})

    def _hold(self, stop: CancellationToken | None) -> None:
        while not self._go_on.wait(0.01):
            if stop is not None and stop.is_requested:
                self._stopped.release()
                raise GradingCancelledError

    def ready_seeds(self, problem: Problem) -> Collection[int]:  # noqa: ARG002
        return self.ready

    def warm(self, problem: Problem) -> None:
        self.warmed.append(problem.name)

    def warmth(self, problem: Problem) -> State:
        return "warm" if problem.name in self.warmed else "cold"

    async def has_begun(self, count: int = 1) -> None:
        """Wait until that many more submissions have reached the judge."""
        for _ in range(count):
            assert await asyncio.to_thread(self._begun.acquire, timeout=30)

    async def has_stopped(self) -> None:
        """Wait until one more held submission was stopped by request."""
        assert await asyncio.to_thread(self._stopped.acquire, timeout=30)

    def hold(self) -> None:
        """Hold again what is to be held."""
        self._go_on.clear()

    def release(self) -> None:
        """Let the held submissions end."""
        self._go_on.set()

    def counts(self) -> dict[str, int]:
        return {"graded": len(self.graded)}

    def warm_memory_mb(self) -> float:
        return 512.0

    def close(self) -> None:
        self.closed = True
        self._go_on.set()


def _case(outcome: Outcome) -> CaseVerdict:
    return CaseVerdict(name="sample", visibility="sample", verdict=outcome, message="")


def _verdict(
    problem: Problem,
    seed: int,
    submission_id: str,
    outcome: Outcome,
    message: str,
    judge: ScriptedJudge,
) -> Verdict:
    accepted = outcome is Outcome.ACCEPTED
    return Verdict(
        id=submission_id,
        problem=problem.name,
        revision=problem.revision,
        seed=seed,
        verdict=outcome,
        message=message,
        passed=int(accepted),
        total=1,
        score=float(accepted),
        cases=(_case(outcome),),
        environment=judge.environment,
    )

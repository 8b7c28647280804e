"""Remarks about a submission, besides its outputs.

A wrong remark is worse than none. So a remark is based only on what was seen while the submission
ran, and never on something that the reference does too. The calls are the warm-up's: they hide
nothing, and are the same for every submission, so its remarks are too.
"""

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate

from graders.comparison.compare import compare
from graders.core.cancellation import CancellationToken
from graders.core.recent import Recent
from graders.core.values import Array, leaves
from graders.core.verdict import Remark, RemarkKind
from graders.execution.expected_outputs import ExpectedOutputs
from graders.execution.run_cases import Execution
from graders.execution.strategies import Role, Strategies
from graders.problem.cases import Case
from graders.problem.comparators import Tolerance
from graders.problem.package import Problem
from graders.problem.spec import ProblemSpec
from graders.sandbox.outcomes import Call, Noticed, Raised, Unreadable

_KEPT = 64
_MOST_REMARKS = 20
_MOST_SAMPLES = 4
# A call that is slow by chance or on a busy machine is not slow by this much, twice.
_SLOW_TIMES = 10
_SLOW_MS = 100

_TEXTS: dict[RemarkKind, str] = {
    "changes_global_state": "It changes {detail}. Other code that runs after it then behaves "
    "differently, which is hard to find; what a function needs belongs into its arguments.",
    "changes_inputs": "It changes its arguments, or makes them unusable, which no caller expects: "
    "take a copy, and return what is new.",
    "deprecated_api": "It uses what later versions will remove: {detail}",
    "key_reuse": "It draws from the same PRNG key twice. Equal keys give equal numbers, so what "
    "should be independent is not: make a key for each draw with jax.random.split.",
    "not_repeatable": "Called again with the same arguments, it gave another output. Tests can't "
    "rely on such a function, and jax.jit keeps what it did while it was traced.",
    "not_traceable": "It can't be traced by jax.jit: {detail}. Python asks for the value of an "
    "array while it is not known, so the function can neither be compiled nor mapped by jax.vmap. "
    "Use jnp.where, jax.lax.cond and the like.",
    "numpy_output": "It returns a NumPy array where the reference returns a JAX array. NumPy can't "
    "be traced, so the function can neither be compiled nor differentiated by JAX.",
    "retraces": "Called again with the same arguments, it is traced and compiled again: what is "
    "passed to jax.jit or nnx.jit is a new function in each call. Compile it once, outside, and "
    "pass what varies as an argument.",
    "slow": f"It takes more than {_SLOW_TIMES} times as much processor time as the reference, even "
    "when it is called a second time. Is something compiled or made anew in every call, or done in "
    "a Python loop that one array operation could do?",
}
_NOTICED: frozenset[RemarkKind] = frozenset(
    {
        *("changes_global_state", "changes_inputs", "deprecated_api", "key_reuse"),
        *("not_traceable", "retraces"),
    }
)


@dataclass(frozen=True, slots=True)
class _Behaviour:
    """What a source did, case by case: the two calls of each, and what was noticed."""

    calls: tuple[tuple[Call, Call], ...]
    noticed: tuple[tuple[RemarkKind, Noticed], ...]

    @property
    def kinds(self) -> set[RemarkKind]:
        return {kind for kind, _ in self.noticed}


class Remarks:
    """Finds remarks. Methods may be called from any thread."""

    def __init__(self, strategies: Strategies, expected: ExpectedOutputs) -> None:
        self._strategies = strategies
        self._expected = expected
        self._references = Recent[str, _Behaviour](_KEPT)

    def find(
        self,
        problem: Problem,
        source: str,
        kinds: Collection[RemarkKind] | None = None,
        *,
        stop: CancellationToken | None = None,
    ) -> tuple[Remark, ...]:
        """Run the source in a separate process, and report what is remarkable.

        Args:
            problem: the problem that it solves.
            source: a submission that was judged, and that no limit stopped.
            kinds: the kinds to look for; None for all.
            stop: cancels the run.

        Raises:
            ProblemCodeError: a generator failed.
            SandboxFailureError: the sandbox failed.
            GradingCancelledError: `stop` was requested.
        """
        cases = _observed_cases(problem.spec, self._expected.warm_up_cases(problem))
        with ThreadPoolExecutor(1, "remarks") as beside:
            observing = beside.submit(self._reference, problem, cases)
            own = self._observe(problem, "submission", source, cases, stop)
        reference = observing.result()
        if len(reference.calls) < len(cases):
            return ()  # A limit stopped the reference, so there is nothing to compare with.
        found = [
            *(item for item in own.noticed if item[0] not in reference.kinds),
            *_compared(own, reference, cases),
        ]
        remarks: dict[tuple[RemarkKind, str], Remark] = {}
        for kind, noticed in sorted(found, key=lambda item: item[1].line or 0):
            if kinds is None or kind in kinds:
                text = _TEXTS[kind].format(detail=noticed.detail)
                remark = Remark(kind=kind, text=text, line=noticed.line)
                remarks.setdefault((kind, noticed.detail), remark)
        return tuple(remarks.values())[:_MOST_REMARKS]

    def _reference(self, problem: Problem, cases: Sequence[Case]) -> _Behaviour:
        return self._references.get(
            problem.revision,
            lambda: self._observe(problem, "reference", problem.solution, cases, None),
        )

    def _observe(
        self,
        problem: Problem,
        role: Role,
        source: str,
        cases: Sequence[Case],
        stop: CancellationToken | None,
    ) -> _Behaviour:
        execution = self._strategies.execute(problem, role, source, cases, observe=True, stop=stop)
        return _behaviour(execution, cases)


def _observed_cases(spec: ProblemSpec, cases: Sequence[Case]) -> list[Case]:
    """Samples, and one case of each generator, so that every probe is covered."""
    samples = [case for case in cases if case.fixed]
    drawn = [case for case in cases if not case.fixed]
    counts = [len(g.rows()) for g in spec.generators] + [g.count for g in spec.python_generators]
    firsts = [drawn[start] for start in accumulate(counts[:-1], initial=0)] if counts else []
    return [*samples[:_MOST_SAMPLES], *firsts]


def _behaviour(execution: Execution, cases: Sequence[Case]) -> _Behaviour:
    calls = execution.calls
    # The second half runs through the cases in reverse; a run that was stopped may have none.
    pairs = list(zip(calls[: len(cases)], reversed(calls), strict=False))
    if len(calls) < 2 * len(cases):
        pairs = []
    noticed = [item for call in calls for item in call.noticed]
    for (call, _), trace in zip(pairs, execution.traces, strict=False):
        # A call that raises can't be traced either, and the verdict says so already.
        if not isinstance(call.answer, Raised):
            noticed += trace
    known = [(kind, item) for item in noticed for kind in _NOTICED if kind == item.what]
    return _Behaviour(tuple(pairs), tuple(known))


def _compared(
    own: _Behaviour, reference: _Behaviour, cases: Sequence[Case]
) -> Iterator[tuple[RemarkKind, Noticed]]:
    """What only a comparison with the reference's calls shows."""
    for case, mine, theirs in zip(cases, own.calls, reference.calls, strict=False):
        if _differs(case, *mine) and not _differs(case, *theirs):
            yield "not_repeatable", Noticed("", None, "")
        if _kinds(theirs[0]) == {"jax"} and "numpy" in _kinds(mine[0]):
            yield "numpy_output", Noticed("", None, "")
        took, normal = (min(call.cpu_ms for call in calls) for calls in (mine, theirs))
        if took > _SLOW_TIMES * normal and took - normal > _SLOW_MS:
            yield "slow", Noticed("", None, "")


def _differs(case: Case, first: Call, second: Call) -> bool:
    match first.answer, second.answer:
        case (Raised() | Unreadable(), _) | (_, Raised() | Unreadable()):
            return type(first.answer) is not type(second.answer)
        case before, after:
            same = case.tolerance if isinstance(case.tolerance, Tolerance) else Tolerance()
            tolerance = same.model_copy(update={"equal_nan": True})
            return compare(before, after, tolerance, [])[0].kind != "equal"


def _kinds(call: Call) -> set[str]:
    if isinstance(call.answer, Raised | Unreadable):
        return set()
    return {leaf.kind for leaf in leaves(call.answer) if isinstance(leaf, Array)}

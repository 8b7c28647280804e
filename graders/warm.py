"""Keeping warm what is in use, so that a submission finds it ready.

For a problem in use there is a template, to be forked for each submission; a spare, a warm process
that may compile, for the next submission that a fork can't replay; a second template, warmed by the
reference, that computes expected outputs; and a third one for its checker, where it has one. All
are made by one thread in the background, the most recently used problems first, within a budget of
memory.
"""

import logging
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from graders.cases import draw_warm_up_cases
from graders.checker import warm_up_calls
from graders.generation import generate_warm_up_cases
from graders.problem import Problem
from graders.problem_code import ProblemCodeError, in_fresh_process
from graders.problem_spec import Limits
from graders.sandbox.errors import SandboxFailureError
from graders.sandbox.run import Run
from graders.sandbox.sandbox import Sandbox
from graders.sandbox.warm_up import Template, WarmUp, WarmUpFailedError

Role = Literal["submission", "reference", "checker"]
_ROLES: tuple[Role, ...] = ("reference", "submission")
State = Literal["warm", "warming", "cold"]

# Spares are as large as templates and serve one submission each: only these many problems get one.
_PROBLEMS_WITH_SPARE = 2

# A replay that takes longer is no cheaper than a live run: one that is hostile costs this much.
REPLAY_S = 2.0

# What fails for want of memory or processes succeeds no sooner for being tried without a pause.
_RETRY_S = 2.0

_log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Entry:
    problem: Problem
    role: Role
    warm_up: WarmUp | None
    template: Template | None = None
    spare: Run | None = None
    failure: str | None = None  # why there is no warm-up any longer

    @property
    def memory_mb(self) -> float:
        template = self.template.memory_mb if self.template else 0.0
        return template + (self.spare.added_mb if self.spare else 0.0)

    def close(self) -> None:
        if self.template is not None:
            self.template.close()
        if self.spare is not None:
            self.spare.close()
        self.template = self.spare = None


class WarmPool:
    """Templates and spares of the problems in use. Its methods may be called from any thread."""

    def __init__(
        self, sandbox: Sandbox, budget_mb: float, when_idle: Callable[[Problem], bool]
    ) -> None:
        """Start the thread.

        Args:
            sandbox: makes the processes.
            budget_mb: the private memory that all of them may have together, in MiB.
            when_idle: called for a problem in use when there is nothing to warm and nothing being
                judged; tells whether it found something to do.
        """
        self._sandbox = sandbox
        self._budget_mb = budget_mb
        self._when_idle = when_idle
        self._entries: OrderedDict[tuple[str, Role], _Entry] = OrderedDict()  # oldest use first
        self._changed = threading.Condition()
        self._judging = 0
        self._satisfied: set[str] = set()  # revisions for which when_idle found nothing to do
        self._closed = False
        self.counts: Counter[str] = Counter()
        self._thread = threading.Thread(target=self._work, name="warm-pool", daemon=True)
        self._thread.start()

    @contextmanager
    def judging(self) -> Iterator[None]:
        """While it lasts, nothing is begun that can wait."""
        with self._changed:
            self._judging += 1
        try:
            yield
        finally:
            with self._changed:
                self._judging -= 1
                self._changed.notify_all()

    def use(self, problem: Problem) -> None:
        """Note that a problem is in use, and warm it where it is not warm."""
        with self._changed:
            roles: tuple[Role, ...] = ("checker",) if problem.spec.has_custom_comparator else ()
            for role in (*roles, *_ROLES):
                key = (problem.revision, role)
                if key not in self._entries:
                    self._entries[key] = _Entry(problem, role, _warm_up(problem, role))
                self._entries.move_to_end(key)
            self._satisfied.discard(problem.revision)
            self._changed.notify_all()

    def template(self, problem: Problem, role: Role) -> Template | None:
        """The template, where it is ready."""
        with self._changed:
            entry = self._entries.get((problem.revision, role))
            return entry.template if entry else None

    def take_spare(self, problem: Problem) -> Run | None:
        """The spare, where it is ready; the caller closes it, and another one is made."""
        with self._changed:
            entry = self._entries.get((problem.revision, "submission"))
            if entry is None or entry.spare is None:
                return None
            spare, entry.spare = entry.spare, None
            self._changed.notify_all()
            return spare

    def discard(self, problem: Problem, role: Role, template: Template) -> None:
        """Replace a template that does not answer."""
        with self._changed:
            entry = self._entries.get((problem.revision, role))
            if entry is None or entry.template is not template:
                return
            entry.template = None
            self.counts["templates_lost"] += 1
            self._changed.notify_all()
        _log.warning("the template of %s is lost; making another", problem.name)
        template.close()

    def state(self, problem: Problem) -> State:
        """How warm a problem is for submissions."""
        with self._changed:
            entry = self._entries.get((problem.revision, "submission"))
            if entry is None or (entry.warm_up is None and entry.template is None):
                return "cold"
            return "warm" if entry.template else "warming"

    def failure(self, problem: Problem) -> str | None:
        """Why the warm-up for submissions failed; waits until it was tried.

        None where it did not fail, and where nothing is known: of a problem that is not in use, and
        while the sandbox fails.
        """
        key: tuple[str, Role] = (problem.revision, "submission")
        with self._changed:
            failed_before = self.counts["warming_failed"]

            def is_tried() -> bool:
                entry = self._entries.get(key)
                return (
                    entry is None
                    or entry.warm_up is None
                    or entry.template is not None
                    or self.counts["warming_failed"] > failed_before
                )

            self._changed.wait_for(is_tried)
            entry = self._entries.get(key)
            return entry.failure if entry else None

    def memory_mb(self) -> float:
        """The private memory of all templates and spares, in MiB."""
        with self._changed:
            return sum(entry.memory_mb for entry in self._entries.values())

    def is_idle(self) -> bool:
        """Whether nothing is judged, and no template is to be made."""
        with self._changed:
            return not self._closed and not self._judging and self._unmade() is None

    def wait(self, timeout_s: float) -> bool:
        """Wait until there is nothing left to do; whether it came to that in time."""
        with self._changed:
            return self._changed.wait_for(lambda: self._next() is None, timeout_s)

    def close(self) -> None:
        """End every process; what is being made is dropped as soon as it is made, or fails."""
        with self._changed:
            self._closed = True
            for entry in self._entries.values():
                entry.close()
            self._entries.clear()
            self._changed.notify_all()

    def join(self) -> None:
        """After `close`, and once the sandbox is closed too: wait for the thread's end."""
        self._thread.join()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.notify_all()
                while (task := self._next()) is None and not self._closed:
                    self._changed.wait()
            if self._closed:
                return
            assert task is not None  # noqa: S101
            try:
                task()
            except SandboxFailureError as error:
                with self._changed:
                    if not self._closed:
                        _log.warning("warming failed, will try again: %s", error)
                        self.counts["warming_failed"] += 1
                        self._changed.wait(_RETRY_S)

    def _next(self) -> Callable[[], None] | None:
        """What to do next; the lock is held."""
        if (unmade := self._unmade()) is not None:
            return partial(self._make_template, unmade)
        if self._judging:
            return None
        newest_first = list(reversed(self._entries.values()))
        submissions = [entry for entry in newest_first if entry.role == "submission"]
        for entry in submissions[:_PROBLEMS_WITH_SPARE]:
            if entry.spare is None and entry.warm_up is not None:
                return partial(self._make_spare, entry)
        for entry in submissions:
            if entry.problem.revision not in self._satisfied:
                return partial(self._do_when_idle, entry.problem)
        return None

    def _unmade(self) -> _Entry | None:
        """Of the entries without a template the one that was used last; the lock is held."""
        for entry in reversed(self._entries.values()):
            if entry.template is None and entry.warm_up is not None:
                return entry
        return None

    def _make_template(self, entry: _Entry) -> None:
        try:
            warm_up = self._complete_warm_up(entry)
            made = self._sandbox.start_template(_capped(entry.problem.spec.limits), warm_up)
        except WarmUpFailedError as error:
            self._give_up(entry, error)
            return
        with self._changed:
            if self._is_kept(entry):
                entry.template = made
                self.counts["templates_made"] += 1
                _log.info("%s is warm (%s)", entry.problem.name, entry.role)
                self._keep_within_budget(entry)
                return
        made.close()

    def _make_spare(self, entry: _Entry) -> None:
        try:
            made = self._sandbox.start_warm(
                entry.problem.spec.limits, self._complete_warm_up(entry)
            )
        except WarmUpFailedError as error:
            self._give_up(entry, error)
            return
        with self._changed:
            if self._is_kept(entry):
                entry.spare = made
                self.counts["spares_made"] += 1
                self._keep_within_budget(entry)
                return
        made.close()

    def _complete_warm_up(self, entry: _Entry) -> WarmUp:
        """The warm-up, with the cases that only the sandbox can make."""
        assert entry.warm_up is not None  # noqa: S101
        try:
            fresh = in_fresh_process(self._sandbox)
            generated = generate_warm_up_cases(fresh, entry.problem)
            cases = (*entry.warm_up.cases, *generated)
            if entry.role == "checker":
                cases = warm_up_calls(fresh, entry.problem, cases)
        except ProblemCodeError as error:
            raise WarmUpFailedError(f"the {error.part} failed: {error}") from None
        return replace(entry.warm_up, cases=cases)

    def _do_when_idle(self, problem: Problem) -> None:
        if not self._when_idle(problem):
            with self._changed:
                self._satisfied.add(problem.revision)

    def _give_up(self, entry: _Entry, error: WarmUpFailedError) -> None:
        _log.warning("%s stays cold (%s): %s", entry.problem.name, entry.role, error)
        with self._changed:
            entry.warm_up, entry.failure = None, str(error)

    def _is_kept(self, entry: _Entry) -> bool:
        return self._entries.get((entry.problem.revision, entry.role)) is entry

    def _keep_within_budget(self, newest: _Entry) -> None:
        used_mb = self.memory_mb()
        for key, entry in list(self._entries.items()):
            if used_mb <= self._budget_mb:
                return
            if entry is not newest:
                used_mb -= entry.memory_mb
                _log.info("%s is dropped (%s): least recently used", entry.problem.name, entry.role)
                self.counts["dropped"] += 1
                del self._entries[key]
                entry.close()


def _capped(limits: Limits) -> Limits:
    return limits.model_copy(
        update={"wall_s": min(limits.wall_s, REPLAY_S), "cpu_s": min(limits.cpu_s, REPLAY_S)}
    )


def _warm_up(problem: Problem, role: Role) -> WarmUp | None:
    cases = draw_warm_up_cases(problem.spec)
    if role == "checker":
        return WarmUp(problem.checker, "check", cases) if problem.checker else None
    if role == "reference":
        return WarmUp(problem.solution, problem.spec.entry_point.function, cases)
    return WarmUp(problem.warm_up, "warm_up", cases) if problem.warm_up else None

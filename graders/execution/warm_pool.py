"""Keeping problems in use warm, so that submissions start fast.

A problem in use has a template, which is forked for each submission; a second template, warmed by
the reference, that computes expected outputs; and a third one for its checker, if it has one. One
background thread makes all of them, the most recently used problems first, within a memory budget.
"""

import logging
import threading
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Literal

from graders.execution.template_maker import Role, TemplateMaker
from graders.problem.package import Problem
from graders.sandbox.errors import SandboxFailureError
from graders.sandbox.supervisor.warm_up import Template, WarmUpFailedError

State = Literal["warm", "warming", "cold"]

# This many templates, the most recently used ones, keep a fork waiting: a waiting fork saves some
# milliseconds, and takes a third of its template's memory.
_READY_ENTRIES = 8
# A template whose own code ends it, or keeps it from starting, is given up after this many faults.
_MOST_FAULTS = 3

# Failures due to lack of memory or processes go away no sooner if retried without a pause.
_RETRY_S = 2.0

_log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Entry:
    problem: Problem
    role: Role
    template: Template | None = None
    rests: bool = False  # keeps no fork waiting
    failure: str | None = None  # why it stays cold

    @property
    def memory_mb(self) -> float:
        return self.template.memory_mb if self.template else 0.0

    def close(self) -> None:
        if self.template is not None:
            self.template.close()
        self.template = None


class WarmPool:
    """Templates of the problems in use. Methods may be called from any thread."""

    def __init__(
        self,
        maker: TemplateMaker,
        budget_mb: float,
        when_idle: Sequence[Callable[[Problem], bool]],
    ) -> None:
        """Start the thread.

        Args:
            maker: makes the templates.
            budget_mb: the private memory of all of them together, in MiB.
            when_idle: each is called for a problem in use when nothing needs warming and nothing
                is judged, and returns whether it found something to do. Later ones are called once
                earlier ones find nothing, for no problem.
        """
        self._maker = maker
        self._budget_mb = budget_mb
        self._when_idle = when_idle
        self._entries: OrderedDict[tuple[str, Role], _Entry] = OrderedDict()  # oldest use first
        self._changed = threading.Condition()
        self._judging = 0
        # The places in when_idle, and the revisions, for which it found nothing to do.
        self._satisfied: set[tuple[int, str]] = set()
        # Revisions whose reference is not kept warm: its outputs on their draws are precomputed.
        self._spared: set[str] = set()
        self._faults: defaultdict[tuple[str, Role], list[str]] = defaultdict(list)
        self._closed = False
        self.counts: Counter[str] = Counter()
        self._thread = threading.Thread(target=self._work, name="warm-pool", daemon=True)
        self._thread.start()

    @contextmanager
    def judging(self) -> Iterator[None]:
        """While the context is open, no work starts that can wait."""
        with self._changed:
            self._judging += 1
        try:
            yield
        finally:
            with self._changed:
                self._judging -= 1
                self._changed.notify_all()

    def use(self, problem: Problem) -> None:
        """Mark a problem as used, and warm it if it is cold."""
        with self._changed:
            if problem.spec.has_custom_comparator:
                self._enter(problem, "checker")
            if problem.revision not in self._spared:
                self._enter(problem, "reference")
            self._enter(problem, "submission").rests = False
            self._satisfied -= {(place, problem.revision) for place in range(len(self._when_idle))}
            self._changed.notify_all()

    def template(self, problem: Problem, role: Role) -> Template | None:
        """The template, if it is ready."""
        with self._changed:
            entry = self._entries.get((problem.revision, role))
            if entry is None and role == "reference" and problem.revision in self._spared:
                # It is needed again.
                self._spared.remove(problem.revision)
                self._enter(problem, "reference")
                self._changed.notify_all()
            return entry.template if entry else None

    def _enter(self, problem: Problem, role: Role) -> _Entry:
        """The entry, marked as the most recently used; the caller holds the lock."""
        key = (problem.revision, role)
        if key not in self._entries:
            faults = self._faults[key]
            failure = faults[-1] if len(faults) >= _MOST_FAULTS else None
            self._entries[key] = _Entry(problem, role, failure=failure)
        self._entries.move_to_end(key)
        return self._entries[key]

    def discard(self, problem: Problem, role: Role, template: Template) -> None:
        """Replace a template that does not answer."""
        with self._changed:
            entry = self._entries.get((problem.revision, role))
            if entry is None or entry.template is not template:
                return
            entry.template = None
            self.counts["templates_lost"] += 1
        # From here on no other thread has it. Asking for its fault may take a moment.
        fault = template.fault
        _log.warning("the template of %s is lost: %s", problem.name, fault or "it does not answer")
        template.close()
        with self._changed:
            if fault is not None:
                self._note_fault(entry, fault)
            self._changed.notify_all()

    def state(self, problem: Problem) -> State:
        """How warm a problem is for submissions."""
        with self._changed:
            entry = self._entries.get((problem.revision, "submission"))
            if entry is None or entry.failure is not None:
                return "cold"
            return "warm" if entry.template else "warming"

    def failure(self, problem: Problem) -> str | None:
        """Why the warm-up for submissions failed; waits until it was tried.

        None if it did not fail, or if nothing is known: the problem is not in use, or the sandbox
        fails.
        """
        key: tuple[str, Role] = (problem.revision, "submission")
        with self._changed:
            failed_before = self.counts["warming_failed"]

            def is_tried() -> bool:
                entry = self._entries.get(key)
                return (
                    entry is None
                    or entry.failure is not None
                    or entry.template is not None
                    or self.counts["warming_failed"] > failed_before
                )

            self._changed.wait_for(is_tried)
            entry = self._entries.get(key)
            return entry.failure if entry else None

    def memory_mb(self) -> float:
        """The private memory of all templates, in MiB."""
        with self._changed:
            return sum(entry.memory_mb for entry in self._entries.values())

    def is_idle(self) -> bool:
        """Whether nothing is being judged and no template is missing."""
        with self._changed:
            return not self._closed and not self._judging and self._unmade() is None

    def wait(self, timeout_s: float) -> bool:
        """Wait until nothing is left to do. Return whether that happened in time."""
        with self._changed:
            return self._changed.wait_for(lambda: self._next() is None, timeout_s)

    def close(self) -> None:
        """End every process; a template under construction is dropped once made or failed."""
        with self._changed:
            self._closed = True
            for entry in self._entries.values():
                entry.close()
            self._entries.clear()
            self._changed.notify_all()

    def join(self) -> None:
        """Wait for the thread to end; call after `close`, once the sandbox is closed too."""
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
        """The next task; the caller holds the lock."""
        if (unmade := self._unmade()) is not None:
            return partial(self._make_template, unmade)
        if self._judging:
            return None
        newest_first = list(reversed(self._entries.values()))
        for entry in newest_first[_READY_ENTRIES:]:
            if entry.template is not None and not entry.rests:
                return partial(self._rest, entry)
        submissions = [entry for entry in newest_first if entry.role == "submission"]
        for place in range(len(self._when_idle)):
            for entry in submissions:
                if (place, entry.problem.revision) not in self._satisfied:
                    return partial(self._do_when_idle, place, entry.problem)
        return None

    def _rest(self, entry: _Entry) -> None:
        with self._changed:
            entry.rests, template = True, entry.template
        if template is not None:
            template.rest()

    def _unmade(self) -> _Entry | None:
        """The most recently used entry without a template; the caller holds the lock."""
        for entry in reversed(self._entries.values()):
            if entry.template is None and entry.failure is None:
                return entry
        return None

    def _make_template(self, entry: _Entry) -> None:
        try:
            made = self._maker.make(entry.problem, entry.role)
        except WarmUpFailedError as error:
            self._give_up(entry, error)
            return
        with self._changed:
            if self._is_kept(entry) and entry.failure is None:
                entry.template, entry.rests = made, False
                self.counts["templates_made"] += 1
                _log.info("%s is warm (%s)", entry.problem.name, entry.role)
                self._keep_within_budget(entry)
                made.when_at_fault(partial(self.discard, entry.problem, entry.role, made))
                return
        made.close()

    def _do_when_idle(self, place: int, problem: Problem) -> None:
        if not self._when_idle[place](problem):
            with self._changed:
                self._satisfied.add((place, problem.revision))

    def _give_up(self, entry: _Entry, error: WarmUpFailedError) -> None:
        _log.warning("%s stays cold (%s): %s", entry.problem.name, entry.role, error)
        with self._changed:
            self._note_fault(entry, str(error))
            entry.failure = str(error)

    def _note_fault(self, entry: _Entry, fault: str) -> None:
        """Count a fault; the last that is allowed stops the tries. The caller holds the lock."""
        faults = self._faults[entry.problem.revision, entry.role]
        faults.append(fault)
        if len(faults) >= _MOST_FAULTS:
            entry.failure = fault

    def _is_kept(self, entry: _Entry) -> bool:
        return self._entries.get((entry.problem.revision, entry.role)) is entry

    def _keep_within_budget(self, newest: _Entry) -> None:
        used_mb = self.memory_mb()
        # Drop references first: most submissions need only their precomputed outputs.
        references_first = sorted(self._entries.items(), key=lambda item: item[0][1] != "reference")
        for key, entry in references_first:
            if used_mb <= self._budget_mb:
                return
            # Keep failed entries: they use no memory, and their failure must be known.
            if entry is not newest and entry.template is not None:
                used_mb -= entry.memory_mb
                _log.info("%s is dropped (%s): least recently used", entry.problem.name, entry.role)
                self.counts["dropped"] += 1
                del self._entries[key]
                if entry.role == "reference":
                    self._spared.add(entry.problem.revision)
                entry.close()

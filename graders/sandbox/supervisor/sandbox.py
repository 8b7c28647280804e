"""The sandbox as the judge sees it: starts confined processes, and replaces a dead parent."""

import logging
import socket
import threading
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from graders.core.limits import Limits
from graders.sandbox.confinement.confine import hide_memory
from graders.sandbox.confinement.fork_requests import take_listener
from graders.sandbox.errors import SandboxFailureError, SandboxUnavailableError
from graders.sandbox.programs import Programs, ProgramText
from graders.sandbox.supervisor.host import find_confinement, require_hidden, runs_as_root
from graders.sandbox.supervisor.parent_process import ParentProcess, StartingParent
from graders.sandbox.supervisor.run import Run, child_limits
from graders.sandbox.supervisor.template_guard import TemplateGuard
from graders.sandbox.supervisor.users import end_leftovers, leased_user
from graders.sandbox.supervisor.warm_up import (
    STOPS,
    Template,
    WarmUp,
    WarmUpFailedError,
    require_no_threads,
)

_WARM_UP_S = 120.0
# All programs of a warm-up together; add_layer_warm_start has 2 MiB.
_PROGRAMS_MB = 128

_log = logging.getLogger(__name__)


class Sandbox:
    """Confined processes, each for one submission. Its methods may be called from any thread."""

    def __init__(self, starting: StartingParent | None = None) -> None:
        """Start the preloaded parent.

        Args:
            starting: a parent that was started earlier; None to start it here.

        Raises:
            SandboxUnavailableError: a required layer is missing.
        """
        self._confinement = find_confinement() if starting is None else starting.confinement
        self._as_root = runs_as_root()
        # The judge's own memory holds expected outputs.
        hide_memory()
        self._lock = threading.Lock()
        self._closed = False
        self.parents_lost = 0
        self._runtime_threads: int | None = None
        if self._as_root:
            end_leftovers()
        self._replacing: StartingParent | None = None
        self._parent = ParentProcess(starting or StartingParent(self._confinement))

    def require_hidden(self, private: Iterable[Path]) -> None:
        """Make sure that submissions can't read what is private: the problems, the database.

        Raises:
            SandboxUnavailableError: some of it lies where submissions must be able to read.
        """
        require_hidden(private, self._confinement.readable)

    @property
    def versions(self) -> dict[str, str]:
        """The versions of python, jax and flax that submissions run on."""
        return self._parent.versions

    @property
    def layers(self) -> tuple[str, ...]:
        """The names of the layers that bind every child."""
        return (
            "landlock",
            "seccomp",
            "rlimits",
            "separate user" if self._as_root else "same user",
            "watchdog",
        )

    def start(self, limits: Limits, programs: Programs | None = None) -> Run:
        """A fresh confined process, ready to load a submission; the caller closes it.

        Args:
            limits: what it may use.
            programs: what it need not compile; None for none.

        Raises:
            SandboxFailureError: it could not be started.
        """
        run = self._start(limits, watch_threads=not self._as_root)
        if programs is not None:
            try:
                run.know(programs)
            except STOPS as error:
                run.close()
                raise SandboxFailureError(f"a process took no programs: {error!r}") from None
            run.charge_from_now(limits)
        return run

    def compile(self, limits: Limits, warm_up: WarmUp) -> Programs:
        """The programs that a warm-up needs, compiled in a separate process.

        Each is tried in a fork, to find those that can't run in one.

        Raises:
            WarmUpFailedError: the warm-up raised or was stopped; the message says why.
            SandboxFailureError: the sandbox failed.
        """
        with self.start(_warming(limits)) as run:
            try:
                run.record()
                warm_up.perform(run)
                programs = run.recorded()
            except STOPS as error:
                raise WarmUpFailedError(f"its programs could not be kept: {error!r}") from None
        template = self._start_template(_warming(limits), warm_up, programs, find_stalls=True)
        try:
            stalling: frozenset[str] = frozenset()
            while (key := template.find_stalling(warm_up, stalling)) is not None:
                if key in stalling or key not in programs.serialized:
                    raise WarmUpFailedError("in a fork it waits for something for ever")
                stalling |= {key}
        except SandboxFailureError:
            if (fault := template.fault) is not None:
                raise WarmUpFailedError(fault) from None
            raise
        finally:
            template.close()
        return replace(programs, need_threads=stalling, missing=template.missing)

    def compile_more(self, limits: Limits, code: WarmUp, known: Programs) -> Programs:
        """The programs that code needs beyond known ones, compiled at the lowest priority.

        Args:
            limits: what it may use, but for the time.
            code: what it runs.
            known: programs that are loaded instead.

        Raises:
            WarmUpFailedError: the code raised or was stopped; the message says why.
            SandboxFailureError: the sandbox failed.
        """
        with self.start(_warming(limits), known) as run:
            run.yield_processor()
            try:
                run.record()
                code.perform(run)
                return run.recorded()
            except STOPS as error:
                raise WarmUpFailedError(f"its programs could not be kept: {error!r}") from None

    def compile_text(self, limits: Limits, program: ProgramText) -> bytes | None:
        """Compile one program, at the lowest priority, in a process that gets nothing else.

        Args:
            limits: what it may use.
            program: may come from anyone. Whatever it does to its compiler, it can spoil only its
                own result.

        Returns:
            The program, serialized; None if it can't be compiled, or not within the limits.

        Raises:
            SandboxFailureError: the sandbox failed.
        """
        with self.start(limits) as run:
            run.yield_processor()
            try:
                return run.compile(program)
            except STOPS:
                return None

    def start_template(self, limits: Limits, warm_up: WarmUp, programs: Programs) -> Template:
        """A warm process that forks runs with these limits; the caller closes it.

        Args:
            limits: the limits of its forks.
            warm_up: run before it is forked.
            programs: the result of `compile` for the same warm-up; it compiles nothing itself.

        Raises:
            WarmUpFailedError: the warm-up was stopped; the message says why.
            SandboxFailureError: the sandbox failed.
        """
        return self._start_template(limits, warm_up, programs, find_stalls=False)

    def _start_template(
        self, limits: Limits, warm_up: WarmUp, programs: Programs, *, find_stalls: bool
    ) -> Template:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ExitStack() as undoing:
            undoing.callback(ours.close)
            with theirs:
                # Its forks share its user, so no kernel limit counts their threads.
                run = self._start(_warming(limits), watch_threads=True, beyond=theirs.fileno())
            undoing.callback(run.close)
            guard = None
            try:
                guard = TemplateGuard(run.process, run.pidfd, take_listener(ours))
                run.know(programs, may_compile=False, find_stalls=find_stalls)
                warm_up.perform(run, may_compile=False)
                guard.allow_fork()
                warm_up.rehearse(run)
                guard.allow_none()
                if self._runtime_threads is not None:
                    require_no_threads(run, self._runtime_threads)
            except STOPS as error:
                raise WarmUpFailedError(f"it took no programs: {error!r}") from None
            except SandboxFailureError:
                if guard is not None and guard.fault is not None:
                    raise WarmUpFailedError(guard.fault) from None
                raise
            undoing.pop_all()
        run.charge_from_now(limits)
        return Template(run, ours, limits, guard)

    def note_runtime_threads(self, count: int) -> None:
        """Note how many threads a process has after it compiled the judge's own JAX code."""
        self._runtime_threads = count

    def _start(self, limits: Limits, *, watch_threads: bool, beyond: int | None = None) -> Run:
        parent = self._parent
        with ExitStack() as resources:
            user = resources.enter_context(leased_user()) if self._as_root else None
            try:
                child = parent.forks.fork(child_limits(limits, user), beyond)
            except SandboxFailureError:
                self._replace(parent)
                raise
            run = Run(child, limits, watch_threads=watch_threads, resources=resources.pop_all())
        return run.started()

    def _replace(self, broken: ParentProcess) -> None:
        """Start another parent, unless another thread has done so.

        Raises:
            SandboxFailureError: it did not start; the next start tries again.
        """
        with self._lock:
            if self._parent is broken and not self._closed:
                _log.warning("the sandbox's parent process is lost; starting another")
                self.parents_lost += 1
                broken.close()
                self._replacing = StartingParent(self._confinement)
                try:
                    if self._closed:  # Since the lock was taken: `close` may not have seen it.
                        self._replacing.process.kill()
                    self._parent = ParentProcess(self._replacing)
                except SandboxUnavailableError as error:
                    raise SandboxFailureError(str(error)) from None
                finally:
                    self._replacing = None

    def close(self) -> None:
        """End the parent and every process that it forked; a second call does nothing."""
        self._closed = True
        # To wait until another has started would take seconds, under load many.
        if (replacing := self._replacing) is not None:
            replacing.process.kill()
        with self._lock:
            self._parent.close()


def _warming(limits: Limits) -> Limits:
    """Limits for a warm-up: compiling for every set of shapes takes longer than any submission."""
    update = {"wall_s": _WARM_UP_S, "cpu_s": _WARM_UP_S, "returned_mb": _PROGRAMS_MB}
    return limits.model_copy(update=update)

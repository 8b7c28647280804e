"""Attacking the sandbox, to prove that it holds on this machine and not only by design."""

import inspect
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from graders.core.harness import Harness
from graders.core.limits import Limits
from graders.core.values import Array, Node, Value
from graders.sandbox.confinement import escape_attempts
from graders.sandbox.errors import SandboxUnavailableError
from graders.sandbox.outcomes import Call
from graders.sandbox.programs import Programs
from graders.sandbox.supervisor.run import Run
from graders.sandbox.supervisor.sandbox import Sandbox
from graders.sandbox.supervisor.warm_up import WarmUp

_LIMITS = Limits(memory_mb=512)
_NO_WARM_UP = WarmUp("def nothing():\n    pass\n", Harness.calling("nothing"), ())

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Attack:
    """One attack that was tried, the layer that should stop it, and whether it succeeded."""

    name: str
    layer: escape_attempts.Layer
    description: str
    succeeded: bool


def attack(sandbox: Sandbox) -> list[Attack]:
    """Try every attempt to escape, in a fresh process and in a fork of a template.

    Raises:
        SandboxUnavailableError: the attempts could not run, so nothing is known.
        SandboxFailureError: the sandbox failed.
    """
    through = set().union(*_in_each_kind(sandbox, _escapes))
    return [
        Attack(name, layer, description, succeeded=name in through)
        for name, layer, description in escape_attempts.ATTACKS
    ]


def check_confinement(sandbox: Sandbox) -> None:
    """Make sure that every escape fails and that an honest computation is correct.

    Raises:
        SandboxUnavailableError: one of these is not so; the message names what got through.
        SandboxFailureError: the sandbox failed.
    """
    sandbox.note_runtime_threads(max(_in_each_kind(sandbox, _require_holding)))


def _in_each_kind(sandbox: Sandbox, examine: Callable[[Run], _Found]) -> list[_Found]:
    """Results from a fresh process and, at the same time, from a fork of a template."""

    def in_fresh_process() -> _Found:
        with sandbox.start(_LIMITS) as run:
            return examine(run)

    def in_fork() -> _Found:
        with (
            closing(sandbox.start_template(_LIMITS, _NO_WARM_UP, Programs())) as template,
            template.start() as run,
        ):
            return examine(run)

    with ThreadPoolExecutor(2, "self-check") as threads:
        examining = [threads.submit(kind) for kind in (in_fresh_process, in_fork)]
    return [found.result() for found in examining]


def _require_holding(run: Run) -> int:
    """Attack, then compute in the same process. Return how many threads it then has.

    Raises:
        SandboxUnavailableError: an attack succeeded, or the computation is wrong.
    """
    if through := _escapes(run):
        named = (
            f"{name} (should be stopped by {layer})"
            for name, layer, _ in escape_attempts.ATTACKS
            if name in through
        )
        raise SandboxUnavailableError(
            f"the sandbox does not hold on this machine: {', '.join(named)}. "
            "`nnx-judge doctor` shows every layer"
        )
    computed = _call(run, "computes").answer
    if not (isinstance(computed, Array) and np.allclose(computed.data, escape_attempts.COMPUTED)):
        raise SandboxUnavailableError(f"a JAX computation goes wrong in the sandbox: {computed}")
    return run.threads


def _escapes(run: Run) -> set[str]:
    """The names of the escapes that succeeded."""
    answer = _call(run, "escapes").answer
    names = {name for name, _, _ in escape_attempts.ATTACKS}
    if not isinstance(answer, Node) or answer.children.keys() != names:
        raise SandboxUnavailableError(f"the sandbox could not be checked: {answer}")
    return {name for name in names if not _has_failed(answer.children[name])}


def _call(run: Run, function: str) -> Call:
    loading, _, _ = run.load(inspect.getsource(escape_attempts), Harness.calling(function))
    if loading is not None:
        raise SandboxUnavailableError(f"the sandbox could not be checked: {loading}")
    return run.call({}, None)


def _has_failed(answer: Value) -> bool:
    # Anything that is not clearly a failed attempt counts as a success.
    return isinstance(answer, Array) and answer.data.shape == () and bool(answer.data == np.False_)

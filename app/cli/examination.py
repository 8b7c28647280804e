"""Examining the sandbox on this machine: each layer is started and attacked."""

import os
import platform
import pwd
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from app.cli.diagnosis import Attack, Diagnosis, Layer, Machine
from app.cli.watchdog import attack_watchdog
from graders.sandbox.confinement import landlock, seccomp
from graders.sandbox.errors import SandboxFailureError, SandboxUnavailableError
from graders.sandbox.supervisor.sandbox import Sandbox
from graders.sandbox.supervisor.self_check import attack, check_confinement

# In the order in which `Sandbox.layers` describes them.
_LAYERS = ("landlock", "seccomp", "rlimits", "identity", "watchdog")
_ORDINARY_USER = (
    "This is fine. Run as root, the judge also gives submissions a user id of their own, which "
    "protects it if another layer fails."
)


def examine(private: Sequence[Path]) -> Diagnosis:
    """Start a sandbox, attack each of its layers, and see that JAX works in it.

    Args:
        private: files and folders that no submission may read.
    """
    advice = []
    layers: Sequence[Layer] = ()
    try:
        sandbox = Sandbox()
        try:
            sandbox.require_hidden(private)
            layers = tuple(_attacked(sandbox))
            check_confinement(sandbox)
        finally:
            sandbox.close()
    except (SandboxUnavailableError, SandboxFailureError) as error:
        advice.append(str(error))
    holds = not advice and all(layer.status == "holds" for layer in layers)
    if os.geteuid() != 0 and holds:
        advice.append(_ORDINARY_USER)
    return Diagnosis(holds, layers or tuple(_looked_for()), _machine(), advice)


def _attacked(sandbox: Sandbox) -> Iterator[Layer]:
    attacks: dict[str, list[Attack]] = {name: [] for name in _LAYERS}
    for tried in attack(sandbox):
        attacks[tried.layer].append(
            Attack(tried.name, tried.description, stopped=not tried.succeeded)
        )
    attacks["watchdog"] = attack_watchdog(sandbox)
    for name, description in zip(_LAYERS, sandbox.layers, strict=True):
        holds = all(tried.stopped for tried in attacks[name])
        yield Layer(name, "holds" if holds else "broken", description, attacks[name])


def _looked_for() -> Iterator[Layer]:
    """What is known if no sandbox could be started."""
    for name in _LAYERS:
        missing = (name == "landlock" and not landlock.abi()) or (
            name == "seccomp" and not _has_libseccomp()
        )
        yield Layer(name, "missing" if missing else "not checked")


def _has_libseccomp() -> bool:
    try:
        seccomp.compile_filter()
    except SandboxUnavailableError:
        return False
    return True


def _machine() -> Machine:
    system = os.uname()
    return Machine(
        user=_user(),
        kernel=f"{system.sysname} {system.release}",
        architecture=system.machine,
        python=platform.python_version(),
        jax=version("jax"),
        flax=version("flax"),
    )


def _user() -> str:
    number = os.geteuid()
    try:
        return f"{pwd.getpwuid(number).pw_name} (user id {number})"
    except KeyError:
        return f"user id {number}"

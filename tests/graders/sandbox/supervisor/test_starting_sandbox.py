"""A sandbox that is started ahead: it is handed out once attacked, and leaves nothing behind."""

import os
import sysconfig
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from graders.core.limits import Limits
from graders.judge import Judge
from graders.sandbox.errors import SandboxFailureError, SandboxUnavailableError
from graders.sandbox.supervisor.sandbox import Sandbox
from graders.sandbox.supervisor.starting_sandbox import StartingSandbox
from tests.graders.processes import PATIENCE_S, children


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    before = children(os.getpid())
    yield
    assert not children(os.getpid()) - before


def test_closed_at_once() -> None:
    starting = StartingSandbox()
    starting.close()
    with pytest.raises((SandboxUnavailableError, SandboxFailureError)):
        starting.wait()
    starting.close()


def test_closed_while_it_is_attacked(monkeypatch: pytest.MonkeyPatch) -> None:
    is_attacked = threading.Event()

    def attack(sandbox: Sandbox) -> None:
        while True:
            with sandbox.start(Limits()):
                is_attacked.set()

    monkeypatch.setattr("graders.sandbox.supervisor.starting_sandbox.check_confinement", attack)
    starting = StartingSandbox()
    assert is_attacked.wait(PATIENCE_S)
    starting.close()
    with pytest.raises(SandboxFailureError):
        starting.wait()


@pytest.mark.parametrize(
    "error", [SandboxUnavailableError("fork got through"), SandboxFailureError("no answer")]
)
def test_it_is_not_handed_out_where_an_attack_has_not_failed(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(_: Sandbox) -> None:
        raise error

    monkeypatch.setattr("graders.sandbox.supervisor.starting_sandbox.check_confinement", fail)
    with pytest.raises(type(error), match=str(error)):
        StartingSandbox().wait()


def test_a_judge_refuses_one_that_can_read_what_is_private() -> None:
    starting = StartingSandbox()
    with pytest.raises(SandboxUnavailableError, match="which submissions can read"):
        Judge([Path(sysconfig.get_path("stdlib"))], starting=starting)
    starting.close()

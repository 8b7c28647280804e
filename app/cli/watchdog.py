"""Attacks on the watchdog: what no layer of the kernel stops."""

from app.cli.diagnosis import Attack
from graders.core.harness import Harness
from graders.core.limits import Limits
from graders.sandbox.outcomes import ForgedFrameError, LimitExceededError, ProcessEndedError
from graders.sandbox.supervisor.sandbox import Sandbox

# Well below what the other layers allow, so that it is the watchdog that acts.
_WALL_S, _MEMORY_MB, _PRINTED_KB = 1.0, 64, 16
_ATTACKS = (
    ("loop for ever", "use the processor without end", "while True: pass"),
    ("sleep for ever", "wait, which costs no processor time", "import time; time.sleep(3600)"),
    ("print for ever", "flood the output", "while True: print('x' * 1000)"),
    (
        "fill the memory",
        "touch more of it than the problem allows",
        "kept = []\nwhile True: kept.append(b'x' * 2**20)",
    ),
)


def attack_watchdog(sandbox: Sandbox) -> list[Attack]:
    """Run each attack in its own process.

    Raises:
        SandboxFailureError: the sandbox failed.
    """
    return [
        Attack(name, description, stopped=_is_stopped(sandbox, source))
        for name, description, source in _ATTACKS
    ]


def _is_stopped(sandbox: Sandbox, source: str) -> bool:
    limits = Limits(wall_s=_WALL_S, memory_mb=_MEMORY_MB, printed_kb=_PRINTED_KB)
    with sandbox.start(limits) as run:
        try:
            run.load(source, Harness.calling("unused"))
        except LimitExceededError:
            return True
        except (ForgedFrameError, ProcessEndedError):
            return False
    return False

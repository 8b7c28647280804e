"""A fork of a warm process gives what a fresh process gives, whatever program it runs.

Each file below `zoo/` is a submission. It runs in a fresh process and in a fork of one template,
and all that a learner could see of it is compared byte for byte: outputs, exceptions, what it
printed, and how it ended.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from graders.cases import Case
from graders.comparator_spec import Tolerance
from graders.problem_spec import Limits
from graders.sandbox.outcomes import (
    Call,
    LimitExceededError,
    NotReplayableError,
    ProcessEndedError,
    Raised,
    Unreadable,
)
from graders.sandbox.run import Run
from graders.sandbox.sandbox import Sandbox
from graders.sandbox.warm_up import Template, WarmUp
from graders.values import Array, Constant, Value, leaves

ZOO = Path(__file__).parent / "zoo"
PROGRAMS = sorted(ZOO.rglob("*.py"))

# What a submission may use is not at stake, and a busy machine must not decide.
LIMITS = Limits(wall_s=60, cpu_s=60)

_INPUT = np.linspace(-1.5, 2.1, 12, dtype=np.float32).reshape(3, 4)
# The second call finds what the first one compiled.
INPUTS = (_INPUT, np.roll(_INPUT, 1, axis=0)[:, ::-1] * np.float32(1.3))

# Some of what the programs use, so that programs of the template and of the fork take turns.
WARM_UP = """
import jax
import jax.numpy as jnp
from flax import nnx

def warm_up(x):
    gradient = jax.grad(lambda v: (jnp.tanh(v) ** 2).sum())(x)
    y = nnx.Linear(4, 3, rngs=nnx.Rngs(0))(x)
    return [x + 1, x * 2, jnp.sin(x), x @ x.T, x[0], x.sum(), jnp.ones(4), gradient, y]
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """All that can be seen of one step of a run: loading the source, or a call."""

    outcome: object
    stdout: str
    stderr: str


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    yield sandbox
    sandbox.close()


@pytest.fixture(scope="module")
def template(sandbox: Sandbox) -> Iterator[Template]:
    case = Case(
        name="any",
        visibility="sample",
        weight=1,
        tolerance=Tolerance(),
        probe=None,
        fixed=True,
        arguments={"x": Array(_INPUT, "jax")},
    )
    template = sandbox.start_template(LIMITS, WarmUp(WARM_UP, "warm_up", (case,)))
    yield template
    template.close()


def observe(run: Run, source: str) -> list[Seen]:
    """Load the program, call it on every input, and note each step up to the one that ended it."""
    seen = []
    try:
        raised, stdout, stderr = run.load(source, "program")
        seen.append(Seen(raised, stdout, stderr))
        if raised is None:
            calls = ({"x": Array(data, "jax")} for data in INPUTS)
            seen += [_seen(run.call(arguments, None)) for arguments in calls]
    except NotReplayableError:
        seen.append(Seen("a fork can't run this", "", ""))
    except LimitExceededError as error:
        seen.append(Seen(f"over its limit: {error.limit.name}", *run.printed_before_the_end()))
    except ProcessEndedError as error:
        how = f"signal {error.signal}" if error.signal else f"exit code {error.exit_code}"
        seen.append(Seen(f"ended by {how}", *run.printed_before_the_end()))
    return seen


def _seen(call: Call) -> Seen:
    answer = call.answer
    outcome = answer if isinstance(answer, Raised | Unreadable) else described(answer)
    return Seen(outcome, call.stdout, call.stderr)


def described(value: Value) -> list[tuple[str, ...]]:
    """The value's structure, and every leaf with its type, its shape and all of its bits."""
    return [("structure", _structure(value)), *(_leaf(path, leaf) for path, leaf in leaves(value))]


def _leaf(path: str, leaf: Array | Constant) -> tuple[str, ...]:
    if isinstance(leaf, Constant):
        return (path, repr(leaf.value))
    data = leaf.data
    # The numbers are for whoever reads a failure; the bits tell apart NaNs and signed zeros too.
    with np.printoptions(threshold=20):
        return (path, leaf.kind, data.dtype.name, str(data.shape), str(data), data.tobytes().hex())


def _structure(value: Value) -> str:
    if isinstance(value, Array | Constant):
        return "*"
    children = ", ".join(f"{name}: {_structure(child)}" for name, child in value.children.items())
    return f"{value.type}({children})"


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: str(path.relative_to(ZOO)))
def test_a_fork_gives_what_a_fresh_process_gives(
    path: Path, sandbox: Sandbox, template: Template
) -> None:
    source = path.read_text()
    with sandbox.start(LIMITS) as run:
        fresh = observe(run, source)
    with template.start() as run:
        forked = observe(run, source)
    assert forked == fresh

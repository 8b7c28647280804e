"""A fork of a warm process gives what a fresh process gives, whatever program it runs.

Each file below `zoo/` is a submission. It runs in a fork of one template and in a fresh process,
and all that a learner could see of it is compared byte for byte: outputs, exceptions and what
it printed.

The fork compiles what it needs. The fresh process compiles one program of each folder too, and what
looks at the compiled program itself; for the others it loads what the fork compiled. Of one program
of each folder, another fork loads what was compiled of its text alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from difflib import unified_diff
from pathlib import Path

import numpy as np
import pytest

from graders.core.harness import Harness
from graders.core.limits import Limits
from graders.core.values import Array, Constant, Value, leaves
from graders.problem.cases import Case
from graders.problem.comparators import Tolerance
from graders.sandbox.outcomes import Call, Raised, Unreadable
from graders.sandbox.programs import Programs
from graders.sandbox.supervisor.run import Run
from graders.sandbox.supervisor.sandbox import Sandbox
from graders.sandbox.supervisor.warm_up import Template, WarmUp

ZOO = Path(__file__).parent / "zoo"
PROGRAMS = sorted(ZOO.rglob("*.py"))
# Of each folder one of those that compile several programs, and none that takes long.
ONE_OF_EACH = [
    ZOO / name
    for name in (
        "aot/lower_compile.py",
        "callbacks/callback_computes.py",
        "control_flow/while_loop.py",
        "debugging/cache_sizes.py",
        "errors/donated.py",
        "linear_algebra/svd.py",
        "nnx_layers/dropout.py",
        "nnx_transforms/control_flow.py",
        "numpy_mix/conversions.py",
        "random/old_keys.py",
        "sharding/device_put.py",
        "training/scanned.py",
        "transforms/donation.py",
        "types/bfloat16.py",
    )
]
COMPILED_TWICE = {*ONE_OF_EACH, *ZOO.glob("aot/*.py")}

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
def warm_up() -> WarmUp:
    case = Case(
        name="any",
        visibility="sample",
        weight=1,
        tolerance=Tolerance(),
        probe=None,
        fixed=True,
        arguments={"x": Array(_INPUT, "jax")},
    )
    return WarmUp(WARM_UP, Harness.calling("warm_up"), (case,))


@pytest.fixture(scope="module")
def programs(sandbox: Sandbox, warm_up: WarmUp) -> Programs:
    return sandbox.compile(LIMITS, warm_up)


@pytest.fixture(scope="module")
def template(sandbox: Sandbox, warm_up: WarmUp, programs: Programs) -> Iterator[Template]:
    template = sandbox.start_template(LIMITS, warm_up, programs)
    yield template
    template.close()


def observe(run: Run, source: str) -> list[Seen]:
    """Load the program and call it on every input."""
    raised, stdout, stderr = run.load(source, Harness.calling("program"))
    calls = ({"x": Array(data, "jax")} for data in INPUTS)
    return [Seen(raised, stdout, stderr), *(_seen(run.call(call, None)) for call in calls)]


def _seen(call: Call) -> Seen:
    answer = call.answer
    outcome = answer if isinstance(answer, Raised | Unreadable) else described(answer)
    return Seen(outcome, call.stdout, call.stderr)


def described(value: Value) -> list[str]:
    """A line for the structure, and one for each leaf: its type, its shape, all of its bits."""
    return [_structure(value), *map(_leaf, leaves(value))]


def _leaf(leaf: Array | Constant) -> str:
    if isinstance(leaf, Constant):
        return repr(leaf.value)
    data = leaf.data
    # The numbers are for whoever reads a failure; the bits tell apart NaNs and signed zeros too.
    numbers = np.array2string(data, threshold=20).replace("\n", "")
    return f"{leaf.kind} {data.dtype} {data.shape} {numbers} {data.tobytes().hex()}"


def _structure(value: Value) -> str:
    if isinstance(value, Array | Constant):
        return "*"
    children = ", ".join(f"{name}: {_structure(child)}" for name, child in value.children.items())
    return f"{value.type}({children})"


def differences(fresh: list[Seen], forked: list[Seen]) -> str:
    """What a fork gave otherwise than a fresh process, step by step, for whoever reads it."""
    texts: list[str] = []
    for number, (expected, given) in enumerate(zip(fresh, forked, strict=True)):
        for field in (field.name for field in fields(Seen)):
            before, after = (_lines(getattr(seen, field)) for seen in (expected, given))
            texts += unified_diff(
                before, after, f"fresh: {field} of step {number}", "fork", lineterm="", n=0
            )
    return "\n".join(texts)


def _lines(what: object) -> list[str]:
    # With their ends: a line break at the end of a print counts too.
    lines = what if isinstance(what, list) else str(what).splitlines(keepends=True)
    return [repr(line) for line in lines]


def name(path: Path) -> str:
    return str(path.relative_to(ZOO))


@pytest.mark.parametrize("path", PROGRAMS, ids=name)
def test_a_fork_gives_what_a_fresh_process_gives(
    path: Path, sandbox: Sandbox, programs: Programs, template: Template
) -> None:
    source = path.read_text()
    with template.start() as run:
        run.record()
        forked = observe(run, source)
        compiled = run.recorded()
    if path in COMPILED_TWICE:
        compiled = Programs()
    # What the template has loaded, it loads too.
    known = Programs({**programs.serialized, **compiled.serialized})
    with sandbox.start(LIMITS, known) as run:
        fresh = observe(run, source)
    assert forked == fresh, f"{path}\n{differences(fresh, forked)}"
    # Two that fail alike would show nothing of what they were written for.
    if path.parent.name != "errors":
        assert not [seen for seen in fresh if isinstance(seen.outcome, Raised | Unreadable)]


def test_one_of_each_folder_is_compiled_of_its_text() -> None:
    assert [path.parent for path in ONE_OF_EACH] == sorted({path.parent for path in PROGRAMS})


@pytest.mark.parametrize("path", ONE_OF_EACH, ids=name)
def test_a_program_that_was_compiled_of_its_text_gives_the_same(
    path: Path, sandbox: Sandbox, template: Template
) -> None:
    source = path.read_text()
    with template.start() as run:
        run.offer(lambda _: None)
        forked = observe(run, source)
        missed = run.missed
    compiled = {program.key: sandbox.compile_text(LIMITS, program) for program in missed}
    with template.start() as run:
        run.offer(compiled.get)
        loaded = observe(run, source)
        taken = run.taken
    assert loaded == forked, f"{path}\n{differences(forked, loaded)}"
    assert len(taken) == len(missed) > 0

"""A template loads what its warm-up needs, and its forks compile the rest."""

from contextlib import closing

import numpy as np
import pytest

from graders.core.harness import Harness
from graders.core.limits import Limits
from graders.core.values import Array
from graders.problem.cases import Case
from graders.problem.comparators import Tolerance
from graders.sandbox.outcomes import Raised
from graders.sandbox.programs import Programs
from graders.sandbox.supervisor.run import Run
from graders.sandbox.supervisor.sandbox import Sandbox
from graders.sandbox.supervisor.warm_up import WarmUp, WarmUpFailedError

LIMITS = Limits(wall_s=60, cpu_s=60)
# After 32, a template puts what they share on huge pages.
_MANY_FORKS = 36
X = Array(np.arange(6, dtype=np.float32).reshape(2, 3), "jax")
CASE = Case(
    name="any",
    visibility="sample",
    weight=1,
    tolerance=Tolerance(),
    probe=None,
    fixed=True,
    arguments={"x": X},
)
SINE = "import jax.numpy as jnp\n\ndef f(x):\n    return jnp.sin(x) @ x.T\n"


def warm_up(source: str) -> WarmUp:
    return WarmUp(source, Harness.calling("f"), (CASE,))


def answer(run: Run, source: str) -> object:
    raised, _, _ = run.load(source, Harness.calling("f"))
    assert raised is None
    got = run.call({"x": X}, None).answer
    return got.data.tolist() if isinstance(got, Array) else got


@pytest.fixture(scope="module")
def programs(sandbox: Sandbox) -> Programs:
    return sandbox.compile(LIMITS, warm_up(SINE))


def test_the_programs_of_a_warm_up_are_kept(programs: Programs) -> None:
    assert programs.serialized
    assert programs.missing == 0


def test_a_template_finds_all_it_needs(sandbox: Sandbox, programs: Programs) -> None:
    with closing(sandbox.start_template(LIMITS, warm_up(SINE), programs)) as template:
        assert template.missing == 0
        with template.start() as forked, sandbox.start(LIMITS) as fresh:
            assert answer(forked, SINE) == answer(fresh, SINE)


def test_what_a_template_does_after_many_forks_changes_none(
    sandbox: Sandbox, programs: Programs
) -> None:
    with closing(sandbox.start_template(LIMITS, warm_up(SINE), programs)) as template:
        answers = []
        for number in range(_MANY_FORKS):
            with template.start() as forked:
                if number in {0, _MANY_FORKS - 1}:
                    answers.append(answer(forked, SINE))
        assert answers[0] == answers[1]
        assert template.fault is None


def test_a_fork_can_look_into_what_the_warm_up_has_not_lowered_again(sandbox: Sandbox) -> None:
    source = """
import jax
import jax.numpy as jnp

def f(x):
    norm = jnp.linalg.norm
    value = norm(x)
    lowered = norm.lower(x)
    again = lowered.compile({"xla_cpu_enable_fast_min_max": True})
    exported = jax.export.export(norm)(x).mlir_module()
    told = [lowered.as_text(), lowered.compiler_ir(), exported, again(x)]
    return "\\n".join(map(str, told))
"""
    known = warm_up(source.partition("    lowered")[0])
    programs = sandbox.compile(LIMITS, known)
    assert programs.traces
    with (
        closing(sandbox.start_template(LIMITS, known, programs)) as template,
        template.start() as forked,
        sandbox.start(LIMITS) as fresh,
    ):
        told = answer(forked, source)
        assert told == answer(fresh, source)
        assert "stablehlo.sqrt" in str(told)


def test_what_a_trace_does_not_tell_is_lowered_each_time(sandbox: Sandbox) -> None:
    source = """
import jax

def f(x):
    drawn = []
    for is_partitionable in (True, False):
        with jax.threefry_partitionable(is_partitionable):
            drawn.append(jax.random.bits(jax.random.key(0), (3,)))
    return jax.numpy.stack(drawn)
"""
    programs = sandbox.compile(LIMITS, warm_up(source))
    with (
        closing(sandbox.start_template(LIMITS, warm_up(source), programs)) as template,
        template.start() as forked,
        sandbox.start(LIMITS) as fresh,
    ):
        assert template.missing == 0
        assert answer(forked, source) == answer(fresh, source)


def test_a_template_that_knows_nothing_compiles_nothing(sandbox: Sandbox) -> None:
    with closing(sandbox.start_template(LIMITS, warm_up(SINE), Programs())) as template:
        assert template.missing > 0
        with template.start() as forked, sandbox.start(LIMITS) as fresh:
            assert answer(forked, SINE) == answer(fresh, SINE)


def test_bytes_that_are_no_program_cost_a_template_no_more_than_that_program(
    sandbox: Sandbox, programs: Programs
) -> None:
    spoilt = Programs(dict.fromkeys(programs.serialized, b"no program"))
    with closing(sandbox.start_template(LIMITS, warm_up(SINE), spoilt)) as template:
        assert template.missing > 0


def test_a_program_that_calls_back_can_not_be_kept_and_runs_all_the_same(sandbox: Sandbox) -> None:
    source = """
import jax

@jax.jit
def f(x):
    jax.debug.print("first {}", x[0, 0])
    return x * 2
"""
    programs = sandbox.compile(LIMITS, warm_up(source))
    assert programs.missing > 0
    with closing(sandbox.start_template(LIMITS, warm_up(source), programs)) as template:
        assert template.missing == programs.missing
        with template.start() as run:
            run.load(source, Harness.calling("f"))
            call = run.call({"x": X}, None)
    assert isinstance(call.answer, Array)
    assert call.stdout == "first 0.0\n"


def test_a_program_that_needs_threads_runs_in_a_fork(sandbox: Sandbox, programs: Programs) -> None:
    # As if each of them had been seen to wait for a thread for ever.
    all_need = Programs(programs.serialized, frozenset(programs.serialized))
    with closing(sandbox.start_template(LIMITS, warm_up(SINE), all_need)) as template:
        assert template.missing == 0
        with template.start() as forked, sandbox.start(LIMITS) as fresh:
            assert answer(forked, SINE) == answer(fresh, SINE)


def test_a_warm_up_that_raises_has_no_programs(sandbox: Sandbox) -> None:
    with pytest.raises(WarmUpFailedError, match="ValueError in line 2"):
        sandbox.compile(LIMITS, warm_up("def f(x):\n    raise ValueError('no')\n"))


def test_what_one_call_compiled_the_next_one_has(sandbox: Sandbox) -> None:
    # Another function each time, the same program.
    source = """
import jax
import jax.numpy as jnp

def f(x):
    return jax.jit(lambda v: jnp.cos(v) * 3)(x)
"""
    with (
        closing(sandbox.start_template(LIMITS, warm_up(SINE), Programs())) as template,
        template.start() as run,
    ):
        first, second = answer(run, source), run.call({"x": X}, None).answer
    assert isinstance(second, Array)
    assert not isinstance(first, Raised)
    assert second.data.tolist() == first


def test_a_program_that_was_loaded_can_be_stored_and_loaded_again(sandbox: Sandbox) -> None:
    source = """
import jax
from jax.experimental.serialize_executable import deserialize_and_load, serialize

def f(x):
    compiled = jax.jit(lambda v: (v * 2 + 1) @ v.T).lower(x).compile()
    stored = serialize(compiled)
    return deserialize_and_load(*stored)(x)
"""
    known = warm_up(source.replace("    stored", "    return compiled(x)\n    stored"))
    programs = sandbox.compile(LIMITS, known)
    with (
        closing(sandbox.start_template(LIMITS, known, programs)) as template,
        template.start() as forked,
        sandbox.start(LIMITS, programs) as loading,
        sandbox.start(LIMITS) as fresh,
    ):
        expected = answer(fresh, source)
        assert isinstance(expected, list)
        assert answer(loading, source) == expected
        assert answer(forked, source) == expected


def test_what_compiles_while_a_question_waits_takes_no_answer_from_it(sandbox: Sandbox) -> None:
    # As a signal's handler may, or what the garbage collector calls.
    source = """
import sys
import jax

def f(x):
    def interrupt(frame, event, argument):
        if event == "call" and frame.f_code.co_name == "_receive":
            sys.setprofile(None)
            jax.jit(lambda v: v * 5 + 3)(x)

    sys.setprofile(interrupt)
    return jax.jit(lambda v: v * 7 + 1)(x)
"""
    asked: list[str] = []
    with (
        closing(sandbox.start_template(LIMITS, warm_up(SINE), Programs())) as template,
        template.start() as run,
    ):
        run.offer(asked.append)
        assert answer(run, source) == (X.data * 7 + 1).tolist()
    assert len(asked) == len(run.missed) == 1

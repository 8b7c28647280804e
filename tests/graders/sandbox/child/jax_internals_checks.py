"""What the sandbox takes for granted of JAX's private parts, each as a function that says what for.

Run as a program of its own, because they change JAX for the whole process: prints, as JSON, what
went wrong with each.
"""

import json
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax._src import xla_bridge
from jax._src.interpreters import pxla

from graders.sandbox.child import jax_internals
from graders.sandbox.child.lowerings import Lowerings, text_of
from graders.sandbox.programs import ProgramText, program_key
from tests.graders.sandbox.child import threefry_checks

Asked = tuple[Any, ...]
_asked: list[Asked] = []


def _compile(*asked: Any) -> Any:
    _asked.append(asked)
    client, module, _, options, callbacks, devices, *_ = asked
    return jax_internals.compile_natively(client, module, devices, options, callbacks)


def _asked_for(run: Callable[[], object]) -> Asked:
    _asked.clear()
    run()
    return _asked[-1]


def replace_compiler() -> None:
    """JAX no longer asks `compiler.compile_or_get_cached`: find what asks XLA now, in pxla.py."""
    _, module, _, _, callbacks, _, *_ = _asked_for(lambda: jax.jit(lambda x: x + 1)(1.0))
    assert "stablehlo.add" in str(module)
    assert not callbacks


def host_callbacks() -> None:
    """Callbacks no longer come beside the module: programs that have some must not be kept."""

    @jax.jit
    def says(x: Any) -> Any:
        jax.debug.callback(lambda _: None, x)
        return x

    assert _asked_for(lambda: says(1.0))[4]


def program_key_tells_programs_apart() -> None:
    """The key no longer leaves out where the source stands, or no longer tells programs apart."""

    def key(run: Callable[[], object]) -> str:
        _, module, _, options, *_ = _asked_for(run)
        return program_key(Lowerings().digest(module), jax_internals.serialize_options(options))

    first = key(lambda: jax.jit(lambda x: x * 2.5)(1.0))
    same = key(lambda: jax.jit(lambda x: x * 2.5)(1.0))
    other = key(lambda: jax.jit(lambda x: x * 3.5)(1.0))
    assert first == same != other


def compile_text() -> None:
    """A module or its options can't be read back, or become another program."""
    client, module, _, options, _, devices, *_ = _asked_for(lambda: jax.jit(lambda x: x - 7)(1.0))
    text = ProgramText(text_of(module), jax_internals.serialize_options(options))
    compiled = jax_internals.compile_text(client, text)
    loaded = jax_internals.deserialize(client, compiled, devices, options)
    results = loaded.execute_sharded([jnp.array(9, np.float32)])
    [[got]] = results.disassemble_into_single_device_arrays()
    assert float(got) == 2.0


def compile_text_refuses() -> None:
    """A text that is no program must raise, and not end the process."""
    _, module, _, options, *_ = _asked_for(lambda: jax.jit(lambda x: x - 8)(1.0))
    client, kept = jax.devices()[0].client, jax_internals.serialize_options(options)
    unknown = text_of(module).replace(b"stablehlo.subtract", b"stablehlo.no_such")
    for refused in (
        ProgramText(b"no program", kept),
        ProgramText(b"\xff\x00", kept),
        ProgramText(unknown, kept),
    ):
        try:
            jax_internals.compile_text(client, refused)
        except ValueError:
            continue
        raise AssertionError(f"it was taken: {refused}")


def program_title() -> None:
    """The name of a program, or the types of its arguments, stand elsewhere or are written anew."""

    @jax.jit
    def joined(*_: Any) -> Any:
        return 1.0

    arguments = [
        *(jnp.ones((2, 3)), jnp.ones((), "bfloat16"), jnp.zeros(4, bool), jnp.zeros(1, "int8")),
        *(jnp.zeros(1, "uint32"), jnp.zeros(2, "complex64"), jax.random.key(0), 1.5),
    ]
    lowered = jax.jit(joined, keep_unused=True)
    module = _asked_for(lambda: lowered(*arguments))[1]
    assert jax_internals.program_title(module) == (
        "jit_joined",
        [
            *("float32[2,3]", "bfloat16[]", "bool[4]", "int8[1]", "uint32[1]", "complex64[2]"),
            *("uint32[2]", "float32[]"),
        ],
    )


def serialize() -> None:
    """An executable can't be stored, or a stored one not be loaded by another client."""
    client, module, _, options, callbacks, devices, *_ = _asked_for(
        lambda: jax.jit(lambda x: x - 7)(1.0)
    )
    executable = jax_internals.compile_natively(client, module, devices, options, callbacks)
    other = jax_internals.make_client()
    data = jax_internals.serialize(executable)
    loaded = jax_internals.deserialize(other, data, jax_internals.only_device(other), options)
    device = other.local_devices()[0]
    results = loaded.execute_sharded([jax_internals.put(np.array(9, np.float32), device)])
    [[got]] = results.disassemble_into_single_device_arrays()
    assert float(got) == 2.0


def needed_bytes() -> None:
    """XLA tells the memory of a program otherwise now, or not that of one that was loaded."""
    client, module, _, options, callbacks, devices, *_ = _asked_for(
        lambda: jax.jit(lambda x: jnp.sort(jnp.outer(x, x)))(jnp.ones(64))
    )
    compiled = jax_internals.compile_natively(client, module, devices, options, callbacks)
    loaded = jax_internals.deserialize(client, jax_internals.serialize(compiled), devices, options)
    at_least = 4 * (64 + 64 * 64)
    assert at_least <= jax_internals.needed_bytes(compiled) < 10 * at_least
    assert jax_internals.needed_bytes(loaded) == jax_internals.needed_bytes(compiled)


def deserialize_refuses() -> None:
    """Bytes that are no program must raise, and not end the process."""
    client, _, _, options, _, devices, *_ = _asked_for(lambda: jax.jit(lambda x: x - 8)(1.0))
    try:
        jax_internals.deserialize(client, b"no program", devices, options)
    except jax.errors.JaxRuntimeError:
        return
    raise AssertionError("it was taken")


def donated_arguments() -> None:
    """Which arguments a program takes over is written down otherwise: forks must delete them."""

    def donated(run: Callable[[], object]) -> tuple[int, ...]:
        client, module, _, options, callbacks, devices, *_ = _asked_for(run)
        executable = jax_internals.compile_natively(client, module, devices, options, callbacks)
        return jax_internals.donated_arguments(module, executable)

    def kept(a: Any, b: Any) -> Any:
        return a + b

    one, two = jnp.ones(3), jnp.ones(3)
    assert donated(lambda: jax.jit(kept)(one, two)) == ()
    assert donated(lambda: jax.jit(kept, donate_argnums=1)(one, two)) == (1,)


def one_context() -> None:
    """Programs are lowered in contexts of their own again: templates grow by 1 MiB a program."""
    first = _asked_for(lambda: jax.jit(lambda x: x * 2)(1.0))[1].context
    second = _asked_for(lambda: jax.jit(lambda x: x * 3)(1.0))[1].context
    assert first == second


def no_lowering_threads() -> None:
    """Lowering starts threads: a fork waits for ever for threads that its parent had."""
    before = len(list(Path("/proc/self/task").iterdir()))
    jax.jit(lambda x: jax.lax.scan(lambda c, v: (c + v, c * v), 0.0, x)).lower(jnp.ones(3))
    assert len(list(Path("/proc/self/task").iterdir())) == before


def another_thread() -> None:
    """Threads share a context that is not made for it: a submission with threads may crash."""
    failed = []

    def work() -> None:
        try:
            jax.jit(lambda x: jnp.sin(x) * 4)(1.0).block_until_ready()
        except BaseException as error:  # noqa: BLE001
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed


def locations() -> None:
    """Programs' texts name the judge's files: they differ between a fork and a fresh process."""
    code = compile("import jax\ntext = jax.jit(lambda x: x + 1).lower(1.0)", "solution.py", "exec")
    names: dict[str, Any] = {}
    exec(code, names)
    folder = str(Path(jax_internals.__file__).parent)
    assert folder not in names["text"].as_text(debug_info=True)


def python_dispatch() -> None:
    """A stand-in for an executable reaches JAX's C++, which does not know it (`std::bad_cast`)."""

    class StandIn:
        def __init__(self, executable: Any) -> None:
            self.executable = executable

        def __getattr__(self, name: str) -> Any:
            return getattr(self.executable, name)

    seen: list[int] = []
    jax_internals.dispatch_in_python(StandIn, lambda _, arguments: seen.append(len(arguments)))
    jax_internals.replace_compiler(lambda *asked: StandIn(_compile(*asked)))
    try:
        function = jax.jit(lambda a, b: a * b + 0.5)
        assert [float(function(2.0, 3.0)) for _ in range(3)] == [6.5] * 3
        assert float(function.lower(2.0, 3.0).compile()(2.0, 3.0)) == 6.5
    finally:
        jax_internals.replace_compiler(_compile)
    assert seen == [2, 2, 2, 2]


def tell_traces() -> None:
    """`tell_traces` says when `jax.jit` traces a function, and nothing of one that is known."""
    told: list[int] = []
    jax_internals.tell_traces(lambda: told.append(1))
    function = jax.jit(lambda x: x * 3)
    function(1.0)
    traced = len(told)
    function(2.0)
    assert traced > 0
    assert len(told) == traced
    jax.jit(lambda x: x * 3)(1.0)
    assert len(told) > traced
    traced = len(told)
    for _ in range(2):
        jax.lax.scan(lambda total, x: (total + x, x), jnp.zeros(()), jnp.ones(2))
    assert len(told) == traced


def copies() -> None:
    """Arrays are copied by another function of XLA's: in a fork such a copy waits for ever."""
    jax_internals.copy_by_way_of_the_host()
    x = jnp.arange(3.0)
    copy = jax.device_put(x, jax.devices()[0], may_alias=False)
    assert copy.tolist() == [0.0, 1.0, 2.0]
    assert copy.unsafe_buffer_pointer() != x.unsafe_buffer_pointer()


def lowerings() -> None:
    """What lowers a trace gets or gives something else now: find it in pxla.py."""

    def function() -> Any:
        return jax.jit(lambda x: jnp.tanh(x) - 9)

    before, noting, knowing = pxla._cached_lowering_to_hlo, Lowerings(), Lowerings()
    noting.install()
    noting.record()
    module = _asked_for(lambda: function()(1.0))[1]
    pxla._cached_lowering_to_hlo = before
    knowing.install()
    knowing.know(noting.recorded())
    lowered = function().lower(1.0)
    stand_in = lowered._lowering._hlo
    assert stand_in != module
    assert knowing.digest(stand_in) == knowing.digest(module)
    assert lowered.as_text() == str(module)


def first_program() -> None:
    """JAX does more before its first program than is done ahead: see what it imports, and why."""
    jax_internals.prepare_for_first_program()
    assert xla_bridge._plugins_registered
    loaded = set(sys.modules)
    jax.device_put(np.ones(2, np.float32))
    jax.jit(lambda x: x * 4.5).lower(1.0)
    assert not sys.modules.keys() - loaded


CHECKS = (
    first_program,
    replace_compiler,
    host_callbacks,
    program_key_tells_programs_apart,
    compile_text,
    compile_text_refuses,
    program_title,
    serialize,
    deserialize_refuses,
    needed_bytes,
    donated_arguments,
    one_context,
    no_lowering_threads,
    another_thread,
    locations,
    python_dispatch,
    tell_traces,
    copies,
    lowerings,
    *threefry_checks.CHECKS,
)


def main() -> None:
    jax_internals.configure()
    jax_internals.replace_compiler(_compile)
    wrong: dict[str, str | None] = {}
    for check in CHECKS:
        try:
            check()
            wrong[check.__name__] = None
        except BaseException:  # noqa: BLE001
            wrong[check.__name__] = traceback.format_exc()
    print(json.dumps(wrong))  # noqa: T201 - whoever runs this reads it


if __name__ == "__main__":
    main()

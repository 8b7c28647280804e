"""Private names of JAX that the sandbox uses, each behind a function that says what for.

All others are in `lowerings` and `threefry`.

They change between releases: `tests/graders/sandbox/child/test_jax_internals.py` has a test for
each, and says what to do if it fails.
"""

import re
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import jax
import numpy as np
from jax._src import compiler, dispatch, pjit, source_info_util, xla_bridge
from jax._src.interpreters import mlir, pxla
from jax._src.lib import xla_client  # type: ignore[attr-defined]
from jax._src.lib.mlir import ir  # type: ignore[attr-defined]
from jax.experimental import serialize_executable

from graders.sandbox.child import threefry
from graders.sandbox.programs import ProgramText

# Their types differ between releases of jaxlib; all code that uses them is in this module.
Client: TypeAlias = Any  # a backend
Executable: TypeAlias = Any  # a loaded program
Module: TypeAlias = Any  # a program in MLIR
Compile: TypeAlias = Callable[..., Executable]

_DONATING = ("jax.buffer_donor", "tf.aliasing_output")
# In the type of a program: the sizes of an argument's axes, and its dtype.
_TENSOR = re.compile(r"tensor<((?:\d+x)*)(\w+)>")
_DTYPE = re.compile(r"(u?i|b?f)(\d+)")
_DTYPE_NAMES = {"i": "int", "ui": "uint", "f": "float", "bf": "bfloat"}
_ALIAS = re.compile(r"\((\d+), \{[\d, ]*\}, \w+-alias\)")


def configure() -> None:
    """Apply the configuration of all processes that run submissions, before the backend starts."""
    # The same for every execution strategy, so that no verdict depends on the strategy.
    jax.config.update("jax_cpu_enable_async_dispatch", False)  # type: ignore[no-untyped-call]
    threefry.lower_to_straight_code()
    # A program's text includes where each operation came from: keep the judge's frames out of it.
    source_info_util.register_exclusion(str(Path(__file__).parent))
    _lower_in_one_context()
    # To find out whether a program is worth that, JAX looks into it.
    compiler.use_detailed_logging = lambda module: False  # noqa: ARG005


def prepare_for_first_program() -> None:
    """Do what JAX leaves until its first program: each fork of this process would do it again.

    It starts no backend. It looks for plugins of JAX's, which reads files of all packages.
    """
    from jax.experimental import multihost_utils  # noqa: F401
    from jaxlib.mlir.dialects import builtin, mhlo  # noqa: F401

    xla_bridge._discover_and_register_pjrt_plugins()  # type: ignore[no-untyped-call]
    source_info_util.is_user_filename("")


def tell_traces(tell: Callable[[], None]) -> None:
    """Call `tell` each time that `jax.jit` traces a function that is not known yet.

    It is not called for a loop or branch outside of `jax.jit`, which JAX compiles like a function.
    """

    def listen(event: str, duration_secs: float, **_: str | int) -> None:  # noqa: ARG001
        if event == dispatch.JAXPR_TRACE_EVENT and not _applies_primitive():
            tell()

    jax.monitoring.register_event_duration_secs_listener(listen)


def _applies_primitive() -> bool:
    frames = traceback.walk_stack(sys._getframe())
    return any(frame.f_code is dispatch.apply_primitive.__code__ for frame, _ in frames)


def _lower_in_one_context() -> None:
    """Make each thread lower all its programs in one MLIR context, which has no threads.

    JAX's own contexts leave the verification of a module to a thread pool, which would wait forever
    in a fork; and each takes over a mebibyte, for as long as its program is cached.
    """
    # In jax 0.12, `make_ir_context` shares a context among ten programs; the other makes it.
    make = getattr(mlir, "_create_ir_context", mlir.make_ir_context)
    local = threading.local()

    def make_ir_context() -> Any:
        if not hasattr(local, "context"):
            local.context = make()
            local.context.enable_multithreading(False)
        return local.context

    mlir.make_ir_context = make_ir_context


def replace_compiler(compile_program: Compile) -> None:
    """Make JAX call this function to turn a module into an executable.

    It is called with the client, the module, the devices, the options, the host callbacks, the
    executable's devices, and more that may be ignored.
    """
    compiler.compile_or_get_cached = compile_program


def compile_natively(
    client: Client, module: Module, devices: Any, options: Any, host_callbacks: Sequence[Any]
) -> Executable:
    """Compile with XLA, without any cache.

    Raises:
        jax.errors.JaxRuntimeError: XLA refused the program.
    """
    return compiler.backend_compile_and_load(client, module, devices, options, host_callbacks)


def serialize_options(options: Any) -> bytes:
    """The compiler's options as bytes, the same for equal ones."""
    return bytes(options.SerializeAsString())


def compile_text(client: Client, program: ProgramText) -> bytes:
    """What a program becomes, serialized. Options that XLA did not serialize end the process.

    Raises:
        ValueError: the text is no module, or XLA refused it.
    """
    try:
        module = ir.Module.parse(program.text, mlir.make_ir_context())
        options = xla_client.CompileOptions.ParseFromString(program.options)
        executable = compile_natively(client, module, only_device(client), options, [])
    except (ir.MLIRError, jax.errors.JaxRuntimeError, RuntimeError) as error:
        raise ValueError(str(error)) from None
    return serialize(executable)


def program_title(module: Module) -> tuple[str, list[str]]:
    """The program's name, as `jit_add`, and the types of its arguments, as `float32[3,4]`."""
    name = str(module.operation.attributes["sym_name"]).strip('"')
    for operation in module.body.operations:
        if str(operation.attributes["sym_name"]) == '"main"':
            # A complex dtype has brackets of its own.
            kinds = re.sub(r"complex<f(\d+)>", r"c\1", str(operation.attributes["function_type"]))
            taken = _TENSOR.findall(kinds.partition(" -> ")[0])
            return name, [
                f"{_dtype(kind)}[{','.join(sizes.split('x')[:-1])}]" for sizes, kind in taken
            ]
    return name, []


def _dtype(kind: str) -> str:
    if kind == "i1":
        return "bool"
    if kind.startswith("c"):
        return f"complex{2 * int(kind[1:])}"
    parts = _DTYPE.fullmatch(kind)
    return kind if parts is None else f"{_DTYPE_NAMES[parts[1]]}{parts[2]}"


def donated_arguments(module: Module, executable: Executable) -> tuple[int, ...]:
    """The indices of the arguments whose memory the program takes over."""
    if not any(_may_donate(operation) for operation in module.body.operations):
        return ()
    # Only arguments that XLA used are gone afterwards; only the module's first line shows which.
    heading = executable.hlo_modules()[0].to_string().partition("\n")[0]
    return tuple(sorted({int(place) for place in _ALIAS.findall(heading)}))


def _may_donate(operation: Any) -> bool:
    attributes = operation.attributes
    if "arg_attrs" not in attributes:
        return False
    return any(name in argument for argument in attributes["arg_attrs"] for name in _DONATING)


def serialize(executable: Executable) -> bytes:
    """The program as bytes, for `deserialize` in a process of the same versions and machine."""
    return bytes(executable.serialize())


def deserialize(client: Client, data: bytes, devices: Any, options: Any = None) -> Executable:
    """Load a serialized program without compiling anything.

    Raises:
        jax.errors.JaxRuntimeError: the bytes are not a program.
    """
    return client.deserialize_executable(data, devices, options)


def needed_bytes(executable: Executable) -> int:
    """What the program needs while it runs: arguments, results, and what it keeps meanwhile.

    Arguments whose memory becomes that of results count once.
    """
    needed = executable.get_compiled_memory_stats()
    return int(
        needed.argument_size_in_bytes
        + needed.output_size_in_bytes
        - needed.alias_size_in_bytes
        + needed.temp_size_in_bytes
    )


def make_client() -> Client:
    """Make another CPU client, with its own threads; it takes 1 to 2 ms."""
    return xla_client.make_cpu_client(asynchronous=False)


def only_device(client: Client) -> Any:
    """The client's device, as a list of devices to compile for."""
    return xla_client.DeviceList((client.local_devices()[0],))


_device_put = xla_client.batched_device_put
_copy_arrays = xla_client.batched_copy_array_to_devices_with_sharding


def put(data: np.ndarray[Any, Any], device: Any, memory_kind: str | None = None) -> jax.Array:
    """The data on that device, without a copy if its memory is aligned as XLA requires."""
    sharding = jax.sharding.SingleDeviceSharding(device, memory_kind=memory_kind)
    shaped = jax.core.ShapedArray(data.shape, data.dtype)
    # A submission's transfer guard applies only to its own transfers.
    with jax.transfer_guard("allow"):
        array: jax.Array = _device_put(shaped, sharding, [data], [device])
    return array


def copy_by_way_of_the_host() -> None:
    """In a fork: copy arrays through NumPy, because XLA would use a thread of its pool."""

    def device_put(
        aval: Any, sharding: Any, values: Sequence[Any], *rest: Any, **named: Any
    ) -> jax.Array:
        copied = [np.array(each) if isinstance(each, jax.Array) else each for each in values]
        array: jax.Array = _device_put(aval, sharding, copied, *rest, **named)
        return array

    def copy_arrays(
        arrays: Sequence[jax.Array],
        devices: Sequence[Any],
        shardings: Sequence[Any],
        semantics: Sequence[Any],
        *_: Any,
    ) -> list[jax.Array]:
        copies: list[jax.Array] = []
        kinds = xla_client.ArrayCopySemantics
        for array, where, sharding, how in zip(arrays, devices, shardings, semantics, strict=True):
            is_moved = array.sharding.memory_kind != sharding.memory_kind
            if how == kinds.ALWAYS_COPY or is_moved:
                copies.append(_device_put(array.aval, sharding, [np.array(array)], list(where)))
                if how == kinds.DONATE_INPUT:
                    array.delete()
            else:
                copies += _copy_arrays([array], [where], [sharding], [how])
        return copies

    xla_client.batched_device_put = device_put
    xla_client.batched_copy_array_to_devices_with_sharding = copy_arrays


def pickle_executables(kind: type, dump: Callable[[Any], bytes]) -> None:
    """Pickle executables, those of this class too, as what `dump` gives for them."""
    pickler = serialize_executable._JaxPjrtPickler
    persistent_id = pickler.persistent_id

    def write(self: Any, written: Any) -> Any:
        if isinstance(written, (kind, xla_client.LoadedExecutable)):
            return ("exec", dump(written))
        return persistent_id(self, written)  # type: ignore[no-untyped-call]

    pickler.persistent_id = write  # type: ignore[method-assign]


def unpickle_executables(load: Callable[[bytes], Executable]) -> None:
    """In a fork: unpickle all executables with `load`."""
    unpickler = serialize_executable._JaxPjrtUnpickler
    persistent_load = unpickler.persistent_load

    def read(self: Any, written: Any) -> Any:
        return load(written[1]) if written[0] == "exec" else persistent_load(self, written)  # type: ignore[no-untyped-call]

    unpickler.persistent_load = read  # type: ignore[method-assign]


def dispatch_in_python(kind: type, when_called: Callable[[Any, Sequence[Any]], None]) -> None:
    """Keep executables of this class out of JAX's C++ dispatch, which does not know it.

    Args:
        kind: the class.
        when_called: called with such an executable and its program's arguments, after its results
            were taken.
    """
    fast_data, fast_call = pjit._get_fastpath_data, pxla.MeshExecutable.create_cpp_call
    execute = pxla.ExecuteReplicated.__call__

    def get_fastpath_data(executable: Any, *arguments: Any, **named: Any) -> Any:
        if isinstance(getattr(executable, "xla_executable", None), kind):
            return None
        return fast_data(executable, *arguments, **named)

    def create_cpp_call(executable: Any, *arguments: Any, **named: Any) -> Any:
        if isinstance(executable.xla_executable, kind):
            return None
        return fast_call(executable, *arguments, **named)

    def call(executable: Any, *arguments: Any) -> Any:
        results = execute(executable, *arguments)
        if isinstance(executable.xla_executable, kind):
            kept = [arguments[place] for place in sorted(executable.kept_var_idx)]
            # Tokens come before them in the program.
            tokens = [None] * len(executable.ordered_effects)
            when_called(executable.xla_executable, [*tokens, *kept])
        return results

    pxla.ExecuteReplicated.__call__ = call  # type: ignore[method-assign]
    pjit._get_fastpath_data = get_fastpath_data
    pxla.MeshExecutable.create_cpp_call = create_cpp_call  # type: ignore[assignment,method-assign]

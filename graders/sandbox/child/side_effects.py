"""Noticing a submission's side effects, from within its own process.

Used only for remarks: the submission can change anything here, and would fool only itself. Each
notice is `[what, line or None, detail]`, with a line of the submitted file.
"""

import hashlib
import random
import sys
import traceback
import types
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jax.experimental.key_reuse import _core as key_reuse
from jax.extend.core import jaxprs_in_params

from graders.core.values import encode
from graders.sandbox.child import jax_internals
from graders.sandbox.child.outputs import UnreadableOutputError, to_value

Noticed = list[Any]

_DETAIL_CHARACTERS = 500
# JAX's checker follows keys exactly through these. Elsewhere (indexing by a traced number,
# stacking) it mistakes parts of an array of keys for the whole, and would reject correct code.
_FOLLOWED = {
    *("random_bits", "random_clone", "random_fold_in", "random_gamma", "random_seed"),
    *("random_split", "random_unwrap", "random_wrap"),
    *("jit", "reshape", "slice", "squeeze"),
}


class Observer:
    """Notices, from its creation on, what a submission in the file `file_name` does."""

    def __init__(self, file_name: str) -> None:
        self._file_name = file_name
        self._noticed: list[Noticed] = []
        self._state = _global_state()
        self._calls: set[bytes] = set()
        self._is_repeated = False
        jax_internals.tell_traces(self._note_trace)
        # Overrides a library's filters, which show some warnings once, or never.
        warnings.simplefilter("always", DeprecationWarning)
        warnings.showwarning = self._note_warning

    def call(self, function: Callable[..., Any], arguments: list[Any]) -> Any:
        """Call the function; notice changes to its arguments and to global state."""
        before = _content(arguments)
        call = hashlib.sha256(repr(before).encode()).digest()
        self._is_repeated = call in self._calls
        self._calls.add(call)
        try:
            returned = function(*arguments)
        finally:
            self._is_repeated = False
        try:
            changed = before != _content(arguments)
        except RuntimeError:  # It was deleted or donated.
            changed = True
        if changed:
            self._noticed.append(["changes_inputs", None, ""])
        state = _global_state()
        for what, value in state.items():
            if value != self._state[what]:
                self._noticed.append(["changes_global_state", None, what])
        self._state = state
        return returned

    def trace(self, function: Callable[..., Any], arguments: list[Any]) -> None:
        """Trace the function as `jax.jit` does, with numbers and texts static."""
        # The parts of an `nnx.Rngs` are arrays too: it is made again in the trace, outside of which
        # Flax lets nothing draw from it.
        leaves, structure = jax.tree.flatten(arguments)
        traced = [index for index, leaf in enumerate(leaves) if isinstance(leaf, jax.Array)]
        if not traced:
            return

        def outputless(*arrays: jax.Array) -> None:
            given = dict(zip(traced, arrays, strict=True))
            parts = [given.get(index, leaf) for index, leaf in enumerate(leaves)]
            function(*jax.tree.unflatten(structure, parts))

        try:
            program = jax.make_jaxpr(outputless)(*(leaves[index] for index in traced))
        except (
            jax.errors.ConcretizationTypeError,
            jax.errors.NonConcreteBooleanIndexError,
            jax.errors.TracerArrayConversionError,
            jax.errors.TracerIntegerConversionError,
        ) as error:
            detail = type(error).__name__
            self._noticed.append(["not_traceable", self._line_of(error.__traceback__), detail])
            return
        if not all(
            equation.primitive.name in _FOLLOWED for equation in _uses_of_keys(program.jaxpr)
        ):
            return
        try:
            key_reuse.check_key_reuse_jaxpr(program.jaxpr)
        except jax.errors.KeyReuseError as error:
            cause = error.__cause__
            line = self._line_of(cause.__traceback__ if cause is not None else None)
            self._noticed.append(["key_reuse", line, ""])

    def noticed(self) -> list[Noticed]:
        """What was noticed since the last call, each item once."""
        noticed: list[Noticed] = []
        for item in self._noticed:
            if item not in noticed:
                noticed.append(item)
        self._noticed.clear()
        return noticed

    def _note_warning(
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: object = None,  # noqa: ARG002 - the signature is Python's
        line: object = None,  # noqa: ARG002
    ) -> None:
        """Keep a deprecation if the submission's own line uses the deprecated name."""
        if not issubclass(category, DeprecationWarning):
            return
        frame: types.FrameType | None = sys._getframe()
        while frame is not None and (frame.f_code.co_filename, frame.f_lineno) != (
            filename,
            lineno,
        ):
            frame = frame.f_back
        # The library's own setters pass an assignment on, and then the warning names them.
        while frame is not None and frame.f_code.co_name == "__setattr__":
            frame = frame.f_back
        if frame is not None and frame.f_code.co_filename == self._file_name:
            detail = " ".join(str(message).split())[:_DETAIL_CHARACTERS]
            self._noticed.append(["deprecated_api", frame.f_lineno, detail])

    def _note_trace(self) -> None:
        """Note that something is traced in a call that was made before."""
        if self._is_repeated:
            frames = traceback.walk_stack(sys._getframe())
            own = (line for frame, line in frames if frame.f_code.co_filename == self._file_name)
            self._noticed.append(["retraces", next(own, None), ""])

    def _line_of(self, trace: types.TracebackType | None) -> int | None:
        line = None
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == self._file_name:
                line = trace.tb_lineno
            trace = trace.tb_next
        return line


def _content(argument: object) -> object:
    """What is in an argument, to compare: all but `nnx.Rngs`, which change when they are used.

    Raises:
        RuntimeError: an array was deleted or donated, or a list or dict contains itself.
    """
    match argument:
        case nnx.Rngs():
            return None
        case dict():
            return {key: _content(part) for key, part in argument.items()}
        case list() | tuple():
            return type(argument), [_content(part) for part in argument]
    try:
        return encode(to_value(argument))
    except UnreadableOutputError:
        # As of a model: its values may change.
        arrays = (leaf for leaf in jax.tree.leaves(argument) if isinstance(leaf, jax.Array))
        return type(argument), [(array.shape, str(array.dtype)) for array in arrays]


def _global_state() -> dict[str, object]:
    """State that a call must not change, by its name for a learner."""
    _, key, *position = np.random.get_state()
    return {
        "JAX's configuration": dict(jax.config.values),
        "Python's global random state": random.getstate(),
        "NumPy's global random state": (np.asarray(key).tobytes(), *position),
    }


def _uses_of_keys(program: Any) -> Iterator[Any]:
    """Every equation that takes a random key, including those of inner programs."""
    for equation in program.eqns:
        if any(_is_key(variable) for variable in equation.invars):
            yield equation
        for inner in jaxprs_in_params(equation.params):
            yield from _uses_of_keys(inner)


def _is_key(variable: Any) -> bool:
    dtype = getattr(variable.aval, "dtype", None)
    return dtype is not None and jnp.issubdtype(dtype, jax.dtypes.prng_key)

"""Executables that run in a fork, where the threads of the inherited client are dead.

In the process that loaded it, an executable runs on that process's client. In a fork, a second
client that the fork made loads or compiles it: inputs and outputs are passed as NumPy views, which
need no copy if the memory is aligned.
"""

from collections.abc import Callable, Sequence
from typing import Any

import jax
import numpy as np

from graders.sandbox.child import jax_internals


class PortableExecutable:
    """Looks to JAX like an executable of the home client."""

    def __init__(
        self,
        home: Any,
        donated: Sequence[int],
        executable: Any,
        find_executable: Callable[[], Any] | None,
    ) -> None:
        """Take over an executable.

        Args:
            home: the device that its inputs and outputs are on.
            donated: the indices of the arguments whose memory it may take over.
            executable: runs if `find_executable` returns None.
            find_executable: called on each run; returns the executable of another client to run
                instead. None if `executable` itself belongs to another client.
        """
        self._home = home
        self._donated = donated
        self._executable = executable
        self._find_executable = find_executable

    @property
    def executable(self) -> Any:
        """The executable that it was made of."""
        return self._executable

    def __getattr__(self, name: str) -> Any:
        """Everything except running it comes from the executable."""
        if name.startswith("_"):  # While it is being copied, they are not set yet.
            raise AttributeError(name)
        return getattr(self._executable, name)

    def local_devices(self) -> list[Any]:
        """The device that JAX believes it runs on."""
        return [self._home]

    def execute_sharded(self, buffers: Sequence[Any], with_tokens: bool = False) -> Any:
        """Run it once, as `LoadedExecutable.execute_sharded` does."""
        elsewhere = self._executable
        if self._find_executable is not None:
            found = self._find_executable()
            if found is None:
                return self._executable.execute_sharded(buffers, with_tokens=with_tokens)
            elsewhere = found
        device = elsewhere.local_devices()[0]
        # A buffer that is passed twice stays one: XLA refuses to donate it twice.
        moved = {id(buffer): buffer for buffer in buffers}
        moved = {name: jax_internals.put(_view(each), device) for name, each in moved.items()}
        inputs = [moved[id(buffer)] for buffer in buffers]
        results = elsewhere.execute_sharded(inputs, with_tokens=with_tokens)
        arrays = [
            self._brought_home(array)
            for (array,) in results.disassemble_into_single_device_arrays()
        ]
        return _Results(arrays, results)

    def give_up_donated(self, arguments: Sequence[Any]) -> None:
        """After a call: delete the arguments whose memory the program took over.

        Not references, which come after the arguments: JAX has put the results into them.
        """
        for place in self._donated:
            if place < len(arguments) and isinstance(arguments[place], jax.Array):
                arguments[place].delete()

    def _brought_home(self, array: jax.Array) -> list[jax.Array]:
        kind = array.sharding.memory_kind
        return [jax_internals.put(_view(array), self._home, kind)]


def _view(array: Any) -> np.ndarray[Any, Any]:
    # The token of an ordered effect looks like an empty array, and can't be read.
    return np.asarray(array) if array.size else np.empty(array.shape, array.dtype)


class _Results:
    """Outputs that were passed back, in the form that JAX expects from `execute_sharded`."""

    def __init__(self, arrays: list[list[jax.Array]], results: Any) -> None:
        self._arrays = arrays
        self._results = results

    def consume_with_handlers(
        self,
        handlers: Sequence[Callable[[list[jax.Array]], Any]],
        strict: bool = True,
    ) -> list[Any]:
        """The outputs, each through its handler; if not strict, only the first ones."""
        taken = self._arrays if strict else self._arrays[: len(handlers)]
        self._arrays = self._arrays[len(taken) :]
        return [handler(array) for handler, array in zip(handlers, taken, strict=True)]

    def consume_token(self) -> Any:
        """The token of unordered effects."""
        return self._results.consume_token()

"""An executable that runs in a fork, whose own client's threads are dead there.

In the process that loaded it, it runs on that process's client. In a fork it is loaded into, or was
compiled by, a second client that the fork made: its inputs are handed over and its outputs handed
back as NumPy views, which costs no copy where the memory is aligned.
"""

from collections.abc import Callable, Sequence
from typing import Any

import jax
import numpy as np

from graders.sandbox.child import jax_internals


class PortableExecutable:
    """Looks like an executable of the home client to JAX."""

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
            donated: the places of the arguments whose memory it may take over.
            executable: runs where `find_executable` gives None.
            find_executable: gives the executable of another client that is to run it instead, each
                time that it is called; None where `executable` is of another client itself.
        """
        self._home = home
        self._donated = donated
        self._executable = executable
        self._find_executable = find_executable

    def __getattr__(self, name: str) -> Any:
        """Everything that is not about running it is the executable's."""
        if name.startswith("_"):  # Of one that is being copied, they are not there yet.
            raise AttributeError(name)
        return getattr(self._executable, name)

    def local_devices(self) -> list[Any]:
        """Where JAX believes that it runs."""
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
        # One that is passed twice stays one: XLA refuses to have it donated twice.
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
        """After a call: delete the arguments whose memory the program was given.

        Not those of references, which come after the arguments: JAX has put the results there.
        """
        for place in self._donated:
            if place < len(arguments) and isinstance(arguments[place], jax.Array):
                arguments[place].delete()

    def _brought_home(self, array: jax.Array) -> list[jax.Array]:
        kind = array.sharding.memory_kind
        return [jax_internals.put(_view(array), self._home, kind)]


def _view(array: Any) -> np.ndarray[Any, Any]:
    # The token of an ordered effect looks like an array of no elements, and can't be read.
    return np.asarray(array) if array.size else np.empty(array.shape, array.dtype)


class _Results:
    """Outputs that were handed over, as JAX takes them from `execute_sharded`."""

    def __init__(self, arrays: list[list[jax.Array]], results: Any) -> None:
        self._arrays = arrays
        self._results = results

    def consume_with_handlers(
        self,
        handlers: Sequence[Callable[[list[jax.Array]], Any]],
        strict: bool = True,
    ) -> list[Any]:
        """The outputs, each through its handler; not strict: the first ones only."""
        taken = self._arrays if strict else self._arrays[: len(handlers)]
        self._arrays = self._arrays[len(taken) :]
        return [handler(array) for handler, array in zip(handlers, taken, strict=True)]

    def consume_token(self) -> Any:
        """The token of unordered effects."""
        return self._results.consume_token()

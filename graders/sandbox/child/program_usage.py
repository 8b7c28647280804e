"""What a submission asks of the compiler, for whoever measures or lists it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from graders.sandbox.child import jax_internals
from graders.sandbox.child.jax_internals import Executable, Module

# More than a reader looks at.
_MOST_LISTED = 100


@dataclass(slots=True)
class Tally:
    """How many programs were asked for, and what the largest of them needs, in bytes."""

    programs: int = 0
    most_bytes: int = 0

    def add(self, executable: Executable) -> None:
        """Count one more."""
        self.programs += 1
        self.most_bytes = max(self.most_bytes, jax_internals.needed_bytes(executable))


class ProgramUsage:
    """The programs that are asked for, and those that are compiled, while `counting`."""

    def __init__(self) -> None:
        self._tally: Tally | None = None
        self._listed: list[tuple[str, list[str]]] | None = None
        self.is_counting = False

    @contextmanager
    def counting(self) -> Iterator[None]:
        """While the context is open, what is asked for is due to the submission."""
        self.is_counting = True
        try:
            yield
        finally:
            self.is_counting = False

    def measure(self) -> None:
        """Tally what is asked for from here on, for `measured`."""
        self._tally = Tally()

    def measured(self) -> Tally:
        """What was asked for since `measure`."""
        return self._tally or Tally()

    def list_compiled(self) -> None:
        """List what is compiled from here on, for `listed`."""
        self._listed = []

    def listed(self) -> list[tuple[str, list[str]]]:
        """The name of each such program, and the types of its arguments; the first hundred."""
        return self._listed or []

    def note_asked_for(self, executable: Executable) -> None:
        """Note that this was asked for."""
        if self._tally is not None and self.is_counting:
            self._tally.add(executable)

    def note_compiled(self, module: Module) -> None:
        """Note that this is about to be compiled."""
        if self._listed is None or not self.is_counting or len(self._listed) >= _MOST_LISTED:
            return
        title = jax_internals.program_title(module)
        if title not in self._listed:  # A function that is made anew is compiled again.
            self._listed.append(title)

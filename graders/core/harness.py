"""What surrounds a source in its process: what it must define, and how a case becomes a call."""

from dataclasses import asdict, dataclass, replace
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Harness:
    """How a source is loaded and called.

    `defines` are the names that the source must define. A case calls the first of them, with its
    arguments in order. If `constructor` is not None, that one is a class: the first arguments go to
    its constructor, by these names, and the rest to a call of the instance.

    `driver` is source with a function `drive`, which takes the source's module and the case's
    arguments, and replaces that call. `given` is source that all others can import as `given`.
    `wrapper` is source with a function `wrap`, which takes the function that makes the call, and
    returns what makes it instead. None of them is hidden: they run in the source's own process.
    `x64` enables JAX's 64-bit types there.
    """

    defines: tuple[str, ...]
    constructor: tuple[str, ...] | None = None
    driver: str | None = None
    given: str | None = None
    wrapper: str | None = None
    x64: bool = False

    @classmethod
    def calling(cls, function: str) -> Self:
        """A case calls this function."""
        return cls((function,))

    def calling_instead(self, function: str) -> Self:
        """A case calls this function of other code, which imports the same."""
        return replace(self, defines=(function,), constructor=None, driver=None)

    def to_json(self) -> dict[str, Any]:
        """The form in which it is sent to the process."""
        return asdict(self)

    @classmethod
    def from_json(cls, sent: dict[str, Any]) -> Self:
        """The harness that `to_json` described."""
        constructor = sent["constructor"]
        return cls(
            defines=tuple(sent["defines"]),
            constructor=None if constructor is None else tuple(constructor),
            driver=sent["driver"],
            given=sent["given"],
            wrapper=sent["wrapper"],
            x64=sent["x64"],
        )

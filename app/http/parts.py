"""The parts of the running service, for endpoints and pages."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from fastapi import Request

_Part = TypeVar("_Part")


class Parts:
    """The parts of the service, each found by its class."""

    def __init__(self, *parts: object) -> None:
        self._parts = parts

    def get(self, kind: type[_Part]) -> _Part:
        """Return the part of that class; raises StopIteration if there is none."""
        return next(part for part in self._parts if isinstance(part, kind))


def part(kind: type[_Part]) -> Callable[[Request], Awaitable[_Part]]:
    """A FastAPI dependency on the part of that class."""

    # async although it awaits nothing: FastAPI would run a plain function in a thread.
    async def find(request: Request) -> _Part:
        parts: Parts = request.app.state.parts
        return parts.get(kind)

    return find

"""Giving out a problem's hints, which learners open one by one."""

from app.assignments.disclosure import Disclosure
from app.auth.caller import Caller
from app.editorials.errors import HintsHeldBackError, NoHintError
from app.problems.catalogue import Catalogue


class HintService:
    """The hints of all problems."""

    def __init__(self, catalogue: Catalogue, disclosure: Disclosure) -> None:
        self._catalogue = catalogue
        self._disclosure = disclosure

    async def hint(self, caller: Caller, name: str, number: int) -> tuple[str, int]:
        """Return a hint's text in Markdown, and how many hints the problem has.

        Raises:
            UnknownProblemError: no problem has this name.
            NoHintError: it has no hint of this number; they count from 1.
            HintsHeldBackError: an exclusive assignment does not show hints yet.
            StoreError: the database failed.
        """
        hints = self._catalogue.problem(name).hints
        if not 1 <= number <= len(hints):
            raise NoHintError(len(hints))
        if not await self._disclosure.opens_hints(caller, name):
            raise HintsHeldBackError
        return hints[number - 1], len(hints)

    async def hints(self, caller: Caller, name: str) -> list[str]:
        """Return all hints of a problem that the caller may open now: all of them, or none.

        Raises:
            UnknownProblemError: no problem has this name.
            StoreError: the database failed.
        """
        hints = self._catalogue.problem(name).hints
        return list(hints) if hints and await self._disclosure.opens_hints(caller, name) else []

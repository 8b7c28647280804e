"""Keeping several rows of work in step, so that each is done beside the others to its end."""

import asyncio
from collections.abc import Mapping

# By so much of its row may one be ahead of the slowest.
_LEAD = 0.02


class Steps:
    """How far each row is."""

    def __init__(self, rows: Mapping[str, int]) -> None:
        """Take how long each row is."""
        self._rows = dict(rows)
        self._done = dict.fromkeys(rows, 0)
        self._news = asyncio.Condition()

    @property
    def are_all_under_way(self) -> bool:
        """Whether no row has come to its end."""
        return all(self._done[row] < total for row, total in self._rows.items())

    async def turn(self, row: str, number: int) -> None:
        """Wait until the item of that number, from 0, may begin: the other rows have come up."""
        async with self._news:
            # One of each may always be under way.
            await self._news.wait_for(
                lambda: number - 1 <= self._rows[row] * (self._slowest() + _LEAD)
            )

    async def done(self, row: str) -> None:
        """Another item of that row has ended."""
        async with self._news:
            self._done[row] += 1
            self._news.notify_all()

    def _slowest(self) -> float:
        return min(self._done[row] / total for row, total in self._rows.items() if total)

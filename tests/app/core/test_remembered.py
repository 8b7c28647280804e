import asyncio

import pytest

from app.core import remembered
from app.core.remembered import Remembered

pytestmark = pytest.mark.anyio


class Clock:
    """A clock that only the test moves."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def monotonic(self) -> float:
        return self.now_s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(remembered, "time", clock)
    return clock


class Results:
    """Counts up, and takes so long for each."""

    def __init__(self, clock: Clock, takes_s: float) -> None:
        self.clock = clock
        self.takes_s = takes_s
        self.computed = 0

    async def __call__(self) -> int:
        self.computed += 1
        await asyncio.sleep(0)
        self.clock.now_s += self.takes_s
        return self.computed


async def test_what_is_fast_is_always_new(clock: Clock) -> None:
    kept, results = Remembered[str, int](10), Results(clock, 0.1)
    assert [await kept.get("a", results) for _ in range(3)] == [1, 2, 3]


async def test_what_takes_long_is_given_again_for_a_while(clock: Clock) -> None:
    kept, results = Remembered[str, int](10), Results(clock, 2.0)
    assert [await kept.get("a", results) for _ in range(3)] == [1, 1, 1]
    clock.now_s += 199
    assert await kept.get("a", results) == 1
    clock.now_s += 2
    assert await kept.get("a", results) == 2


async def test_each_key_has_its_own(clock: Clock) -> None:
    kept, results = Remembered[str, int](10), Results(clock, 2.0)
    assert [await kept.get(key, results) for key in "abab"] == [1, 2, 1, 2]


async def test_no_more_are_kept_than_there_is_room_for(clock: Clock) -> None:
    kept, results = Remembered[str, int](2), Results(clock, 2.0)
    assert [await kept.get(key, results) for key in "abacab"] == [1, 2, 1, 3, 1, 4]


async def test_those_who_ask_at_once_share_one(clock: Clock) -> None:
    kept, results = Remembered[str, int](10), Results(clock, 0.1)
    assert await asyncio.gather(*(kept.get("a", results) for _ in range(3))) == [1, 1, 1]


async def test_a_failure_is_not_kept(clock: Clock) -> None:
    async def fail() -> int:
        clock.now_s += 2.0
        raise ValueError("failed")

    kept, results = Remembered[str, int](10), Results(clock, 2.0)
    with pytest.raises(ValueError, match="failed"):
        await kept.get("a", fail)
    assert await kept.get("a", results) == 1

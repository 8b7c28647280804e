"""Doing as much at once as there are usable cores."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def as_completed_for(
    function: Callable[[Item], Result], items: Iterable[Item]
) -> Iterator[tuple[Item, Result]]:
    """Call `function` for every item, from several threads; yields in the order of completion."""
    threads = ThreadPoolExecutor(len(os.sched_getaffinity(0)), thread_name_prefix="parallel")
    try:
        waiting = {threads.submit(function, item): item for item in items}
        for done in as_completed(waiting):
            yield waiting[done], done.result()
    finally:
        # Whoever stops early must not wait for an endless loop's time limit.
        threads.shutdown(wait=False, cancel_futures=True)

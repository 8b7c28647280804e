"""Running as many calls at once as there are usable cores."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def usable_cores() -> int:
    """How many cores this process and its children may use."""
    return len(os.sched_getaffinity(0))


def as_completed_for(
    function: Callable[[Item], Result], items: Iterable[Item]
) -> Iterator[tuple[Item, Result]]:
    """Call `function` for every item, in several threads; yield in the order of completion."""
    threads = ThreadPoolExecutor(usable_cores(), thread_name_prefix="parallel")
    try:
        waiting = {threads.submit(function, item): item for item in items}
        for done in as_completed(waiting):
            yield waiting[done], done.result()
    finally:
        # A caller that stops early must not wait for an endless loop's time limit.
        threads.shutdown(wait=False, cancel_futures=True)

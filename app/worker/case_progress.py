"""Recording a try's finished cases while it runs, for watchers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from app.core.errors import StoreError
from app.submissions.repository import SubmissionStore
from app.submissions.schemas import ClaimedSubmission
from graders.core.cancellation import CancellationToken
from graders.core.verdict import CaseVerdict

# Most submissions are judged before the first write, and cost none; slow ones cost three a second.
_BETWEEN_WRITES_S = 0.3
# After that pause, a case is recorded as soon as it finishes.
_LOOK_S = 0.05


@asynccontextmanager
async def recorded_progress(
    store: SubmissionStore, claimed: ClaimedSubmission, total: int, stop: CancellationToken
) -> AsyncIterator[Callable[[int, CaseVerdict], None]]:
    """Yield a callback for each finished case's index and verdict; any thread may call it.

    A case that is reported again, because the submission is run again, replaces the earlier one.
    """
    finished: list[CaseVerdict] = []

    def on_case(index: int, case: CaseVerdict) -> None:
        finished[index : index + 1] = [case]

    recording = asyncio.create_task(_keep_recording(store, claimed, finished, total, stop))
    try:
        yield on_case
    finally:
        recording.cancel()
        await asyncio.wait([recording])


async def _keep_recording(
    store: SubmissionStore,
    claimed: ClaimedSubmission,
    finished: list[CaseVerdict],
    total: int,
    stop: CancellationToken,
) -> None:
    recorded = 0
    await asyncio.sleep(_BETWEEN_WRITES_S)
    while True:
        cases = finished[:]
        # After the last case the verdict follows, which contains all cases.
        if not recorded < len(cases) < total:
            await asyncio.sleep(_LOOK_S)
            continue
        # The verdict makes up for what a failing store misses here.
        with suppress(StoreError):
            if not await store.record_progress(claimed, cases, total):
                # Cancelled or taken over, and the notice came too early or not at all.
                stop.request()
        recorded = len(cases)
        await asyncio.sleep(_BETWEEN_WRITES_S)

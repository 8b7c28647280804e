"""How long submissions were in their slots, as the service stored it.

A queued submission's latency is mostly the wait for those before it. Its own time is that from when
its judging began to when its verdict was stored. The API does not tell when that began; the
service's database does.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from app.database.data_folder import DATABASE


def slot_times_ms(data_dir: Path, ids: Sequence[str]) -> list[float]:
    """The milliseconds of each of these finished submissions, in their order."""
    marks = ",".join("?" * len(ids))
    query = f"SELECT id, started_at, finished_at FROM submissions WHERE id IN ({marks})"
    address = f"file:{data_dir / DATABASE}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as database:
        times = {
            submission: (datetime.fromisoformat(finished) - datetime.fromisoformat(started))
            for submission, started, finished in database.execute(query, ids)
        }
    return [times[submission].total_seconds() * 1e3 for submission in ids]

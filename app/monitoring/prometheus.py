"""Metrics for Prometheus: counted ones, and those read on each scrape."""

import time
from collections.abc import Iterator

from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from app.core.errors import StoreError
from app.core.metrics import Metrics
from app.database.database import Database
from app.monitoring.figures import Figures, read_figures
from app.worker.grader import Grader, events, kills

MEDIA_TYPE = CONTENT_TYPE_PLAIN_0_0_4
# A client that polls in a loop must not keep the database busy.
_REMEMBERED_S = 1.0


class Prometheus(Collector):
    """Exports the metrics of one process, and the figures that all processes share."""

    def __init__(self, metrics: Metrics, database: Database, judge: Grader | None) -> None:
        self._registry = metrics.registry
        self._database = database
        self._judge = judge
        self._figures: Figures | None = None
        self._read_at = float("-inf")
        self._registry.register(self)

    async def text(self) -> bytes:
        """Return all metrics as text; without the store, those that do not need it."""
        if time.monotonic() >= self._read_at + _REMEMBERED_S:
            self._read_at = time.monotonic()
            try:
                self._figures = await read_figures(self._database)
            except StoreError:
                self._figures = None
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics that the registry itself does not count."""
        if self._judge is not None:
            yield from _judging(self._judge)
        yield GaugeMetricFamily(
            "nnx_judge_store_up",
            "Whether the database answered.",
            value=self._figures is not None,
        )
        if self._figures is not None:
            yield from _shared(self._figures)


def _judging(judge: Grader) -> Iterator[Metric]:
    happened = CounterMetricFamily(
        "nnx_judge_sandbox_events",
        "How sources were run (fork, fresh), and what was made, lost and dropped.",
        labels=["event"],
    )
    killed = CounterMetricFamily(
        "nnx_judge_sandbox_kills",
        "Submissions' runs that were killed at a limit.",
        labels=["limit"],
    )
    counts = judge.counts()
    for name, count in events(counts).items():
        happened.add_metric([name], count)
    for limit, count in kills(counts).items():
        killed.add_metric([limit], count)
    yield from (happened, killed)


def _shared(figures: Figures) -> Iterator[Metric]:
    depth = GaugeMetricFamily(
        "nnx_judge_queue_depth", "Submissions that wait to be judged.", labels=["priority"]
    )
    oldest = GaugeMetricFamily(
        "nnx_judge_queue_oldest_seconds",
        "For how long the first of them has waited.",
        labels=["priority"],
    )
    for priority, queue in figures.queues.items():
        depth.add_metric([priority], queue.depth)
        oldest.add_metric([priority], queue.oldest_s)
    webhooks = GaugeMetricFamily(
        "nnx_judge_webhook_deliveries", "Webhooks on record, by status.", labels=["status"]
    )
    for status, count in figures.deliveries.items():
        webhooks.add_metric([status], count)
    yield from (depth, oldest, webhooks)
    for name, text, value in (
        ("running", "Submissions that are being judged.", figures.running),
        ("workers", "Processes that judge.", figures.workers),
        ("worker_slots", "How many submissions they judge at once.", figures.slots),
    ):
        yield GaugeMetricFamily(f"nnx_judge_{name}", text, value=value)

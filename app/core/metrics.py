"""A process's counters and timers, for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

from graders.core.verdict import Outcome

# A warm submission takes milliseconds, a cold one seconds, a full queue minutes.
_STAGE_BUCKETS_S = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
# Some requests wait for a verdict for up to a minute.
_REQUEST_BUCKETS_S = (0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60)

_LAG_BUCKETS_S = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The metrics of one process, in their own registry.

    No label has more values than there are problems, routes, or fixed words.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Histogram(
            "nnx_judge_http_request_seconds",
            "HTTP requests, by route: the time to the end of the answer.",
            ["method", "route", "status"],
            buckets=_REQUEST_BUCKETS_S,
            registry=self.registry,
        )
        self.loop_lag = Histogram(
            "nnx_judge_event_loop_lag_seconds",
            "By how much the event loop was late, four times a second: meanwhile it served nobody.",
            buckets=_LAG_BUCKETS_S,
            registry=self.registry,
        )
        self.verdicts = Counter(
            "nnx_judge_verdicts",
            "Final verdicts of this process.",
            ["problem", "verdict"],
            registry=self.registry,
        )
        self.tries = Counter(
            "nnx_judge_tries",
            "Tries at judging that this process began, by how ready their problem was.",
            ["warmth"],
            registry=self.registry,
        )
        self.failed_tries = Counter(
            "nnx_judge_failed_tries",
            "Tries that ended without a verdict through the judge's own fault.",
            registry=self.registry,
        )
        self._stages = Histogram(
            "nnx_judge_stage_seconds",
            "Time of a submission until the last try began (queued), of that (judging), and "
            "from the acceptance to the stored verdict (whole).",
            ["stage"],
            buckets=_STAGE_BUCKETS_S,
            registry=self.registry,
        )

    def count_verdict(
        self, problem: str, outcome: Outcome, *, judging_s: float, whole_s: float
    ) -> None:
        """Count a verdict after it is stored."""
        self.verdicts.labels(problem, outcome.value).inc()
        for stage, seconds in (
            ("queued", whole_s - judging_s),
            ("judging", judging_s),
            ("whole", whole_s),
        ):
            # The two ends of `whole` may come from the clocks of two machines.
            self._stages.labels(stage).observe(max(0.0, seconds))

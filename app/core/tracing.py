"""Traces by OpenTelemetry, where a collector is named in the environment."""

import os
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi.telemetry import TelemetryConfig
from opentelemetry.trace import (
    Link,
    NoOpTracerProvider,
    Span,
    SpanContext,
    SpanKind,
    TracerProvider,
    get_current_span,
)

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
# What has waited for so long that as many came after it was begun elsewhere, most likely.
_REMEMBERED = 1000
_UNTRACED = frozenset(("/livez", "/readyz", "/metrics"))


@contextmanager
def exported_traces() -> Iterator[TracerProvider]:
    """What makes spans; they are sent, by OTLP over HTTP, where a collector is named.

    The context's end sends what is left.
    """
    if not any(os.environ.get(name) for name in _ENDPOINTS):
        yield NoOpTracerProvider()
        return
    # Not needed by most, and slow to import.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import TracerProvider as ExportingProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    name = os.environ.get("OTEL_SERVICE_NAME", "nnx-judge")
    resource = Resource.create({SERVICE_NAME: name})
    provider = ExportingProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    try:
        yield provider
    finally:
        provider.shutdown()


def request_tracing(provider: TracerProvider) -> TelemetryConfig:
    """FastAPI's part: a span for each request. It measures and logs nothing, which others do."""
    return {
        "tracer_provider": provider,
        "metrics": False,
        "logs": False,
        # One span a request: those for its dependencies and the like say little.
        "operation_spans": False,
        "auto_configure": False,
        "exclude": lambda scope: scope["path"] in _UNTRACED,
    }


class JudgingTraces:
    """Spans for judging, each with a link to the request that it was submitted by."""

    def __init__(self, provider: TracerProvider) -> None:
        self._tracer = provider.get_tracer("nnx_judge")
        self._requests: OrderedDict[str, SpanContext] = OrderedDict()

    def remember_request(self, submission_id: str) -> None:
        """Note that the submission comes by the present request, where that is traced."""
        request = get_current_span().get_span_context()
        if request.is_valid:
            self._requests[submission_id] = request
            if len(self._requests) > _REMEMBERED:
                self._requests.popitem(last=False)

    @contextmanager
    def judging(self, submission_id: str, problem: str, attempt: int) -> Iterator[Span]:
        """A span for one attempt at a submission."""
        request = self._requests.pop(submission_id, None)
        with self._tracer.start_as_current_span(
            "judge",
            kind=SpanKind.CONSUMER,
            links=[] if request is None else [Link(request)],
            attributes={
                "nnx_judge.submission.id": submission_id,
                "nnx_judge.problem": problem,
                "nnx_judge.attempt": attempt,
            },
        ) as span:
            yield span

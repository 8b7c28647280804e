"""OpenTelemetry traces, if the environment names a collector."""

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
# A submission with that many newer ones after it has most likely been started elsewhere.
_REMEMBERED = 1000
_UNTRACED = frozenset(("/livez", "/readyz", "/metrics"))


@contextmanager
def exported_traces() -> Iterator[TracerProvider]:
    """Yield the tracer provider; it exports by OTLP over HTTP if a collector is configured.

    Leaving the context sends the remaining spans.
    """
    if not any(os.environ.get(name) for name in _ENDPOINTS):
        yield NoOpTracerProvider()
        return
    # Most installations don't need it, and it is slow to import.
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
    """Configure FastAPI: a span per request. Metrics and logs are off: other code does them."""
    return {
        "tracer_provider": provider,
        "metrics": False,
        "logs": False,
        # One span per request: spans for its dependencies and the like add little.
        "operation_spans": False,
        "auto_configure": False,
        "exclude": lambda scope: scope["path"] in _UNTRACED,
    }


class JudgingTraces:
    """Spans for judging, each linked to the request that submitted it."""

    def __init__(self, provider: TracerProvider) -> None:
        self._tracer = provider.get_tracer("nnx_judge")
        self._requests: OrderedDict[str, SpanContext] = OrderedDict()

    def remember_request(self, submission_id: str) -> None:
        """Remember the current request as the submission's origin, if it is traced."""
        request = get_current_span().get_span_context()
        if request.is_valid:
            self._requests[submission_id] = request
            if len(self._requests) > _REMEMBERED:
                self._requests.popitem(last=False)

    @contextmanager
    def judging(self, submission_id: str, problem: str, tries: int) -> Iterator[Span]:
        """A span for one try at a submission."""
        request = self._requests.pop(submission_id, None)
        with self._tracer.start_as_current_span(
            "judge",
            kind=SpanKind.CONSUMER,
            links=[] if request is None else [Link(request)],
            attributes={
                "nnx_judge.submission.id": submission_id,
                "nnx_judge.problem": problem,
                "nnx_judge.try": tries,
            },
        ) as span:
            yield span

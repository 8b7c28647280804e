import gzip
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Self

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import NoOpTracerProvider

from app.core.tracing import exported_traces
from app.monitoring.service import MonitoringService
from app.settings import Settings
from tests.app.running import SUBMISSIONS, Running, running
from tests.app.scripted_judge import ACCEPTED, ScriptedJudge


class Collector:
    """An HTTP server in a thread, that keeps what it is sent."""

    def __init__(self) -> None:
        received: list[tuple[str, bytes]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                received.append((self.path, body))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.received = received
        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Spans:
    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        self.provider = TracerProvider(shutdown_on_exit=False)
        self.provider.add_span_processor(SimpleSpanProcessor(self._exporter))

    def named(self, name: str) -> list[ReadableSpan]:
        return [span for span in self._exporter.get_finished_spans() if span.name == name]

    @property
    def names(self) -> set[str]:
        return {span.name for span in self._exporter.get_finished_spans()}


@pytest.mark.anyio
class TestSpans:
    async def test_judging_leads_back_to_the_request(
        self, settings: Settings, judge: ScriptedJudge
    ) -> None:
        spans = Spans()
        async with running(settings, judge, spans.provider) as api:
            submission = (await api.submit(ACCEPTED, prefer="wait=20")).json()
        [request] = spans.named(f"POST {SUBMISSIONS}")
        [judging] = spans.named("judge")
        assert [link.context for link in judging.links] == [request.context]
        assert judging.parent is None
        assert judging.attributes == {
            "nnx_judge.submission.id": submission["id"],
            "nnx_judge.problem": "double",
            "nnx_judge.try": 1,
        }

    async def test_what_a_caller_began_goes_on(
        self, settings: Settings, judge: ScriptedJudge
    ) -> None:
        spans = Spans()
        async with running(settings, judge, spans.provider) as api:
            parent = {"traceparent": f"00-{'a' * 32}-{'b' * 16}-01"}
            await api.client.get("/api/v1/problems", headers=parent)
        [request] = spans.named("GET /api/v1/problems")
        assert request.context is not None
        assert f"{request.context.trace_id:x}" == "a" * 32

    async def test_probes_are_not_traced(self, settings: Settings, judge: ScriptedJudge) -> None:
        spans = Spans()
        async with running(settings, judge, spans.provider) as api:
            for path in ("/livez", "/readyz", "/metrics"):
                await api.client.get(path)
        assert not spans.names

    async def test_without_a_collector_nothing_is_remembered(self, api: Running) -> None:
        await api.submit(ACCEPTED, prefer="wait=20")
        worker = api.parts.get(MonitoringService)._worker
        assert worker is not None
        assert not worker._traces._requests


class TestExport:
    def test_it_is_off_unless_a_collector_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
        with exported_traces() as provider:
            assert isinstance(provider, NoOpTracerProvider)

    def test_spans_are_sent_to_the_collector_that_is_named(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with Collector() as collector:
            monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
            with exported_traces() as provider:
                provider.get_tracer("test").start_span("a span").end()
        [(path, body)] = collector.received
        assert path == "/v1/traces"
        assert b"a span" in body
        assert b"nnx-judge" in body

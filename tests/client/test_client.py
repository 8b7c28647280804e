"""The client against a scripted service: each answer, in order, and then no more."""

import asyncio
import json
import re
import socket
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import date
from operator import attrgetter
from typing import Any

import httpx
import pytest

from app.monitoring.schemas import QueueState
from app.statistics.schemas import ProblemStatistics
from nnx_judge_client import (
    AsyncClient,
    BadRequestError,
    BusyError,
    CancelledEvent,
    CaseFinishedEvent,
    Client,
    ConflictError,
    NotAllowedError,
    NotFoundError,
    ProblemDocument,
    RefusedError,
    ServiceFailedError,
    UnexpectedAnswerError,
    UnreachableError,
)
from nnx_judge_client._retries import TRIES, may_help, pause_s

KEY = "njk_secret"
QUEUED = {
    "id": "a",
    "problem": "double",
    "status": "queued",
    "created_at": "2026-01-02T03:04:05Z",
    "metadata": {},
}
CANCELLED = QUEUED | {"status": "cancelled", "finished_at": "2026-01-02T03:04:06Z"}
CASE = {
    "name": "shown",
    "visibility": "sample",
    "verdict": "accepted",
    "message": "",
    "parameters": {},
}
ISSUED = {
    "id": "k",
    "site": "practice",
    "name": "",
    "scopes": ["submit"],
    "created_at": "2026-01-02T03:04:05Z",
    "key": KEY,
}
BUSY = {"type": "urn:x:queue-full", "title": "Queue full", "status": 503, "detail": "Try later."}

EVENTS = {"Content-Type": "text/event-stream"}

Answer = httpx.Response | Exception


class Bytes(httpx.SyncByteStream, httpx.AsyncByteStream):
    """Sends the chunks, and then breaks or ends."""

    def __init__(self, *chunks: bytes, breaks: bool) -> None:
        self._chunks = chunks
        self._breaks = breaks

    def __iter__(self) -> Iterator[bytes]:
        yield from self._chunks
        if self._breaks:
            raise httpx.ReadError("reset")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self:
            yield chunk


class Service:
    """The requests that came, and what they are answered with."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self.requests: list[httpx.Request] = []
        self.answers: list[Answer] = []

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def call(self, method: str, *arguments: Any, **named: Any) -> Any:
        """What a method of the client gives; all of it, where that comes piece by piece.

        A method of one of its parts is named like `keys.create`.
        """
        transport = httpx.MockTransport(self._answer)
        if self._kind == "asyncio":
            return asyncio.run(self._acall(transport, method, *arguments, **named))
        with Client("http://judge.test/base", KEY, transport=transport) as client:
            given = attrgetter(method)(client)(*arguments, **named)
            return list(given) if isinstance(given, Iterator) else given

    async def _acall(
        self, transport: httpx.MockTransport, method: str, *arguments: Any, **named: Any
    ) -> Any:
        async with AsyncClient("http://judge.test/base", KEY, transport=transport) as client:
            given = attrgetter(method)(client)(*arguments, **named)
            if isinstance(given, AsyncIterator):
                return [item async for item in given]
            return await given


@pytest.fixture(params=["threads", "asyncio"])
def service(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Service:
    monkeypatch.setattr("nnx_judge_client._retries.FIRST_PAUSE_S", 0.0)
    return Service(request.param)


def stream(*events: tuple[str, str | None, Any], breaks: bool = False) -> httpx.Response:
    chunks = []
    for name, event_id, data in events:
        place = "" if event_id is None else f"id: {event_id}\n"
        chunks.append(f"event: {name}\ndata: {json.dumps(data)}\n{place}\n".encode())
    return httpx.Response(200, headers=EVENTS, stream=Bytes(*chunks, breaks=breaks))


def case(place: int) -> tuple[str, str, Any]:
    return "case", str(place), {"index": place - 1, "total": 3, "case": CASE}


class TestRequests:
    def test_a_submission(self, service: Service) -> None:
        service.answers = [httpx.Response(202, json=QUEUED)]
        submission = service.call("submit", "double", "x = 1", wait_s=20, learner="one")
        assert submission.status == "queued"
        [request] = service.requests
        assert (request.method, request.url.path) == ("POST", "/base/api/v1/submissions")
        body = {"problem": "double", "source": "x = 1", "learner": "one"}
        assert json.loads(request.content) == body
        assert request.headers["prefer"] == "wait=20"
        assert request.headers["authorization"] == f"Bearer {KEY}"

    def test_a_run(self, service: Service) -> None:
        service.answers = [httpx.Response(202, json=QUEUED | {"kind": "run"})]
        assert service.call("run", "double", "x = 1", [{"x": 1.5}]).kind == "run"
        [request] = service.requests
        assert request.url.path == "/base/api/v1/runs"
        assert json.loads(request.content)["inputs"] == [{"x": 1.5}]

    def test_a_review(self, service: Service) -> None:
        running = {"submission": "a", "status": "running"}
        service.answers = [httpx.Response(202, json=running)]
        review = service.call("review", "a", wait_s=20)
        assert review.status == "running"
        [request] = service.requests
        asked = (request.method, request.url.path, request.headers["prefer"])
        assert asked == ("POST", "/base/api/v1/submissions/a/review", "wait=20")

    def test_statistics(self, service: Service) -> None:
        [example] = ProblemStatistics.model_json_schema(mode="serialization")["examples"]
        service.answers = [httpx.Response(200, json=example)] * 2
        found = service.call("statistics", "double", last_day=date(2026, 1, 31))
        assert json.loads(found.model_dump_json()) == example
        service.call("statistics", "double")
        [of_days, of_all] = service.requests
        assert of_days.url.path == "/base/api/v1/problems/double/statistics"
        assert dict(of_days.url.params) == {"last_day": "2026-01-31"}
        assert dict(of_all.url.params) == {}

    def test_the_queue(self, service: Service) -> None:
        [example] = QueueState.model_json_schema()["examples"]
        service.answers = [httpx.Response(200, json=example)]
        state = service.call("queue")
        assert json.loads(state.model_dump_json()) == example
        assert service.requests[0].url.path == "/base/api/v1/queue"

    def test_reading_and_cancelling(self, service: Service) -> None:
        service.answers = [httpx.Response(200, json=QUEUED), httpx.Response(200, json=CANCELLED)]
        assert service.call("get", "a").status == "queued"
        assert service.call("cancel", "a").status == "cancelled"
        asked = [(request.method, request.url.path) for request in service.requests]
        path = "/base/api/v1/submissions/a"
        assert asked == [("GET", path), ("DELETE", path)]

    def test_an_id_stays_one_part_of_the_path(self, service: Service) -> None:
        service.answers = [httpx.Response(200, json=QUEUED)]
        service.call("get", "../keys?x")
        assert service.requests[0].url.raw_path == b"/base/api/v1/submissions/..%2Fkeys%3Fx"

    def test_a_list_goes_on_to_its_last_page(self, service: Service) -> None:
        summary = QUEUED | {"revision": "r1"}
        pages = [
            {"submissions": [summary, summary], "next": "there"},
            {"submissions": [summary], "next": None},
        ]
        service.answers = [httpx.Response(200, json=page) for page in pages]
        assert len(service.call("submissions", problem="double", verdict="accepted")) == 3
        queries = [dict(request.url.params) for request in service.requests]
        wanted = {"limit": "100", "problem": "double", "verdict": "accepted"}
        assert queries == [wanted, wanted | {"cursor": "there"}]

    def test_what_a_newer_service_adds_is_kept(self, service: Service) -> None:
        cases = [CASE | {"colour": "green", "verdict": "too_clever"}]
        newer = QUEUED | {"mood": "good", "cases": cases, "status": "resting"}
        service.answers = [httpx.Response(200, json=newer)]
        submission = service.call("get", "a")
        assert (submission.status, submission.model_extra) == ("resting", {"mood": "good"})
        [shown] = submission.cases
        assert (shown.verdict, shown.model_extra) == ("too_clever", {"colour": "green"})

    def test_several_at_once(self, service: Service) -> None:
        service.answers = [httpx.Response(202, json={"submissions": [QUEUED, CANCELLED]})]
        entry = {"problem": "double", "source": "x = 1"}
        stored = service.call("submit_batch", [entry, entry])
        assert [submission.status for submission in stored] == ["queued", "cancelled"]
        [request] = service.requests
        assert json.loads(request.content) == {"submissions": [entry, entry]}
        assert request.headers["idempotency-key"]

    def test_the_submitted_file(self, service: Service) -> None:
        service.answers = [httpx.Response(200, text="x = 1\n")]
        assert service.call("source", "a") == "x = 1\n"

    def test_a_change_for_one_revision_only(self, service: Service) -> None:
        changed = {"name": "double", "revision": "r2", "is_archived": False}
        service.answers = [httpx.Response(200, json=changed)]
        given = {"note": "why", "if_revision": "0123456789abcdef"}
        assert service.call("authoring.update", "double", b"PK", **given).revision == "r2"
        [request] = service.requests
        assert (request.content, dict(request.url.params)) == (b"PK", {"note": "why"})
        assert request.headers["content-type"] == "application/zip"
        assert request.headers["if-match"] == '"0123456789abcdef"'

    def test_a_key_shows_itself_only_when_asked_for(self, service: Service) -> None:
        service.answers = [httpx.Response(201, json=ISSUED)]
        issued = service.call("keys.create", "practice", ["submit"])
        assert issued.key == KEY
        assert KEY not in repr(issued)
        body = {"site": "practice", "name": "", "scopes": ["submit"]}
        assert json.loads(service.requests[0].content) == body


class TestRetries:
    def test_a_submission_is_sent_again_under_the_same_name(self, service: Service) -> None:
        service.answers = [
            httpx.ReadTimeout("slow"),
            httpx.Response(503, json=BUSY, headers={"Retry-After": "0"}),
            httpx.Response(429, json=BUSY | {"status": 429}),
            httpx.Response(202, json=QUEUED),
        ]
        assert service.call("submit", "double", "x = 1").id == "a"
        names = {request.headers["idempotency-key"] for request in service.requests}
        assert (len(service.requests), len(names)) == (4, 1)

    def test_two_submissions_have_two_names(self, service: Service) -> None:
        service.answers = [httpx.Response(202, json=QUEUED) for _ in range(2)]
        for _ in range(2):
            service.call("submit", "double", "x = 1")
        assert len({request.headers["idempotency-key"] for request in service.requests}) == 2

    def test_it_gives_up(self, service: Service) -> None:
        service.answers = [httpx.ConnectError("refused") for _ in range(TRIES)]
        with pytest.raises(UnreachableError):
            service.call("problems")
        assert service.answers == []

    def test_what_is_wrong_is_sent_once(self, service: Service) -> None:
        service.answers = [httpx.Response(422, json=BUSY | {"status": 422})]
        with pytest.raises(BadRequestError):
            service.call("submit", "double", "")
        assert len(service.requests) == 1

    @pytest.mark.parametrize("is_answered", [True, False])
    def test_what_must_not_be_done_twice_is_not_sent_twice(
        self, service: Service, is_answered: bool
    ) -> None:
        service.answers = [httpx.Response(502) if is_answered else httpx.ReadTimeout("slow")]
        with pytest.raises((UnreachableError, BusyError)):
            service.call("keys.create", "practice", ["submit"])
        assert len(service.requests) == 1

    def test_unless_nothing_was_done(self, service: Service) -> None:
        service.answers = [
            httpx.ConnectError("refused"),
            httpx.Response(503, json=BUSY),
            httpx.Response(201, json=ISSUED),
        ]
        assert service.call("keys.create", "practice", ["submit"]).id == "k"

    @pytest.mark.parametrize(("told_s", "least_s", "most_s"), [(7.0, 7.0, 7.5), (None, 0.25, 0.5)])
    def test_the_service_says_how_long_to_wait(
        self, told_s: float | None, least_s: float, most_s: float
    ) -> None:
        pause = pause_s(busy(told_s), 1)
        assert least_s <= pause <= most_s

    def test_a_long_wait_is_left_to_the_caller(self) -> None:
        assert not may_help(busy(3600.0), is_repeatable=True)


def busy(retry_after_s: float | None) -> BusyError:
    return BusyError(ProblemDocument.model_validate(BUSY), retry_after_s)


class TestErrors:
    @pytest.mark.parametrize(
        ("status", "kind"),
        [
            (400, BadRequestError),
            (401, NotAllowedError),
            (403, NotAllowedError),
            (404, NotFoundError),
            (409, ConflictError),
            (413, BadRequestError),
            (422, BadRequestError),
            (500, ServiceFailedError),
        ],
    )
    def test_it_carries_the_problem_document(
        self, service: Service, status: int, kind: type[RefusedError]
    ) -> None:
        document = {
            "type": "urn:x:wrong",
            "title": "Wrong",
            "status": status,
            "detail": "x: is wrong",
            "errors": [{"field": "x", "message": "is wrong"}],
        }
        service.answers = [httpx.Response(status, json=document)]
        with pytest.raises(kind, match="x: is wrong") as raised:
            service.call("get", "a")
        assert raised.value.problem.type == "urn:x:wrong"
        assert raised.value.problem.errors[0].field == "x"
        assert KEY not in repr(raised.value)

    def test_an_error_of_something_in_between(self, service: Service) -> None:
        service.answers = [httpx.Response(403, text="<html>members only</html>")]
        with pytest.raises(NotAllowedError, match="Forbidden"):
            service.call("get", "a")

    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            (lambda: httpx.Response(200, text="<html>hello</html>"), "(status 200): check the"),
            (lambda: httpx.Response(200, json={"hello": 1}), "(status 200): check the address"),
            (lambda: httpx.Response(404, text="<html>no</html>"), "(status 404): check the"),
            (
                lambda: httpx.Response(302, headers={"Location": "http://elsewhere.test/"}),
                "leads to 'http://elsewhere.test/'",
            ),
        ],
    )
    def test_something_else_than_the_service(
        self, service: Service, answer: Callable[[], httpx.Response], reason: str
    ) -> None:
        service.answers = [answer()]
        said = "judge.test does not answer GET /base/api/v1/submissions/a as a judge does"
        with pytest.raises(UnexpectedAnswerError, match=f"{re.escape(said)}.*{re.escape(reason)}"):
            service.call("get", "a")
        assert len(service.requests) == 1

    @pytest.mark.parametrize(
        "url", ["", "judge.test", "ftp://judge.test", "http://", "http://judge.test:x"]
    )
    @pytest.mark.parametrize("kind", [Client, AsyncClient])
    def test_a_wrong_address(self, kind: type[Client | AsyncClient], url: str) -> None:
        with pytest.raises(ValueError, match="must look like"):
            kind(url)


def broken(kind: type[httpx.TransportError], *causes: Exception) -> httpx.TransportError:
    """An error of the connection, as asyncio's has it: with what led to it, one by one."""
    error = kind("All attempts failed")
    error.__cause__ = causes[0] if len(causes) == 1 else ExceptionGroup("several", causes)
    return error


class TestNoConnection:
    @pytest.mark.parametrize(
        ("error", "reason", "tries"),
        [
            (
                lambda: broken(httpx.ConnectError, socket.gaierror(socket.EAI_NONAME, "unknown")),
                "host judge.test is not known",
                1,
            ),
            (
                lambda: broken(httpx.ConnectError, socket.gaierror(socket.EAI_AGAIN, "later")),
                "host judge.test is not known",
                TRIES,
            ),
            (
                lambda: broken(httpx.ConnectError, untrusted()),
                "certificate of judge.test is not trusted (self-signed certificate)",
                1,
            ),
            (
                lambda: broken(httpx.ConnectError, ssl.SSLError(1, "wrong version number")),
                "judge.test does not speak HTTPS",
                1,
            ),
            (
                lambda: broken(httpx.ConnectError, OSError(), ConnectionRefusedError()),
                "nothing listens at judge.test",
                TRIES,
            ),
            (lambda: httpx.ConnectTimeout("slow"), "no connection to judge.test in time", TRIES),
            (lambda: httpx.ReadTimeout("slow"), "no answer from judge.test in time", TRIES),
            (lambda: httpx.RemoteProtocolError("gone"), "ended the connection", TRIES),
            (lambda: httpx.ReadError("reset"), "no connection to judge.test (ReadError)", TRIES),
        ],
    )
    def test_it_says_why_and_tries_again_where_that_may_help(
        self,
        service: Service,
        error: Callable[[], httpx.TransportError],
        reason: str,
        tries: int,
    ) -> None:
        service.answers = [error() for _ in range(TRIES)]
        with pytest.raises(UnreachableError, match=re.escape(reason)):
            service.call("problems")
        assert len(service.requests) == tries


def untrusted() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "self-signed certificate"
    return error


class TestEvents:
    def test_a_broken_stream_goes_on_after_the_last_event(self, service: Service) -> None:
        service.answers = [
            stream(("status", None, {"status": "running", "tries": 1}), case(1), breaks=True),
            httpx.ConnectError("refused"),
            httpx.Response(503, json=BUSY),
            stream(case(2)),
            stream(case(3), ("applause", None, {}), ("cancelled", "end", CANCELLED)),
        ]
        events = service.call("events", "a")
        assert [one.data.index for one in events if isinstance(one, CaseFinishedEvent)] == [0, 1, 2]
        assert isinstance(events[-1], CancelledEvent)
        assert events[-1].data.status == "cancelled"
        known = [request.headers["last-event-id"] for request in service.requests]
        assert known == ["0", "1", "1", "1", "2"]

    @pytest.mark.parametrize("size", [1, 2, 7])
    def test_it_is_read_however_it_is_cut(self, service: Service, size: int) -> None:
        shown = CASE | {"message": "a \u2028 b\x85c"}
        data = json.dumps({"index": 0, "total": 1, "case": shown}, ensure_ascii=False)
        sent = f"event: case\r\ndata: {data}\r\nid: 1\r\n\r\n: ping\r\n\r\n".encode()
        sent += f"event:cancelled\rdata:{json.dumps(CANCELLED)}\rid:end\r\r".encode()
        chunks = [sent[start : start + size] for start in range(0, len(sent), size)]
        service.answers = [httpx.Response(200, headers=EVENTS, stream=Bytes(*chunks, breaks=False))]
        first, last = service.call("events", "a")
        assert first.data.case.message == shown["message"]
        assert last.data.status == "cancelled"

    def test_what_can_not_be_read_is_told(self, service: Service) -> None:
        service.answers = [stream(("case", "1", {"index": "none"}))]
        with pytest.raises(UnexpectedAnswerError, match="case"):
            service.call("events", "a")

    def test_a_page_of_something_in_between(self, service: Service) -> None:
        service.answers = [httpx.Response(200, html="<p>Hello</p>")]
        with pytest.raises(UnexpectedAnswerError, match="does not answer GET"):
            service.call("events", "a")

    def test_waiting_gives_the_end(self, service: Service) -> None:
        service.answers = [stream(case(1), ("cancelled", "end", CANCELLED))]
        assert service.call("wait", "a").status == "cancelled"

    def test_an_unknown_id(self, service: Service) -> None:
        service.answers = [httpx.Response(404, json=BUSY | {"status": 404})]
        with pytest.raises(NotFoundError):
            service.call("events", "a")

    def test_it_gives_up_on_a_service_that_is_gone(self, service: Service) -> None:
        service.answers = [stream(case(1)), *[httpx.ConnectError("refused")] * TRIES]
        with pytest.raises(UnreachableError):
            service.call("events", "a")
        assert service.answers == []


def test_it_imports_neither_the_judge_nor_the_service() -> None:
    heavy = {"app", "graders", "jax", "numpy", "sqlalchemy", "fastapi", "uvicorn"}
    script = f"import sys, nnx_judge_client; print(sorted({heavy} & set(sys.modules)))"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert ended.stdout == b"[]\n"

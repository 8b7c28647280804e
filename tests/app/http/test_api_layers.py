"""What only the API has: compressed answers, and pages of other origins that may read them."""

import gzip
from collections.abc import AsyncIterator

import httpx
import pytest

from app.settings import Settings
from tests.app.running import SUBMISSIONS, Running, openapi_document, running
from tests.app.scripted_judge import ACCEPTED, ScriptedJudge

pytestmark = pytest.mark.anyio

COURSE = "https://course.example"
OTHER = "https://other.example"
SCHEMA = "/api/v1/verdict.schema.json"
PROBLEM = "/api/v1/problems/double"
PREFLIGHT = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization, content-type, idempotency-key, prefer",
}


async def raw(api: Running, path: str, encodings: str, **headers: str) -> tuple[bytes, str]:
    """The answer as it is sent, and its encoding."""
    sent = headers | {"Accept-Encoding": encodings}
    async with api.client.stream("GET", path, headers=sent) as answer:
        body = b"".join([part async for part in answer.aiter_raw()])
    return body, answer.headers.get("content-encoding", "")


class TestCompression:
    async def test_a_long_answer_is_compressed_for_who_reads_it(self, api: Running) -> None:
        plain, no_encoding = await raw(api, SCHEMA, "identity")
        compressed, encoding = await raw(api, SCHEMA, "br, gzip")
        assert (no_encoding, encoding) == ("", "gzip")
        assert gzip.decompress(compressed) == plain
        assert len(compressed) < len(plain)

    async def test_who_asks_for_it_is_named_to_caches(self, api: Running) -> None:
        answer = await api.client.get(SCHEMA)
        assert "accept-encoding" in answer.headers["vary"].lower()

    async def test_a_short_answer_is_not(self, api: Running) -> None:
        assert (await raw(api, "/api/v1/submissions", "gzip"))[1] == ""

    async def test_a_stream_of_events_is_not(self, api: Running) -> None:
        submission = (await api.submit(ACCEPTED, prefer="wait=20")).json()["id"]
        body, encoding = await raw(api, f"{SUBMISSIONS}/{submission}/events", "gzip")
        assert encoding == ""
        assert b"event: verdict" in body

    async def test_pages_are_not(self, api: Running) -> None:
        assert (await raw(api, "/", "gzip"))[1] == ""

    async def test_answers_with_secrets_are_not(self, api: Running) -> None:
        key = await api.key("admin")
        for n in range(10):
            wanted = {"site": "practice", "name": f"key {n}", "scopes": ["read"]}
            await api.client.post("/api/v1/keys", json=wanted, headers=key)
        body, encoding = await raw(api, "/api/v1/keys", "gzip", **key)
        assert len(body) > 1000
        assert encoding == ""

    async def test_secrets_are_told_below_these_paths_only(self) -> None:
        document = openapi_document()
        secret = [
            f"#/components/schemas/{name}"
            for name, schema in document["components"]["schemas"].items()
            if {"key", "webhook_secret"} & schema.get("properties", {}).keys()
        ]
        paths = {
            path
            for path, operations in document["paths"].items()
            for operation in operations.values()
            if any(reference in str(operation["responses"]) for reference in secret)
        }
        assert paths
        assert all(path.startswith(("/api/v1/keys", "/api/v1/site")) for path in paths), paths


@pytest.fixture
async def open_to_course(settings: Settings, judge: ScriptedJudge) -> AsyncIterator[Running]:
    async with running(settings.model_copy(update={"cors_origins": (COURSE,)}), judge) as api:
        yield api


async def preflight(api: Running, origin: str, path: str = SUBMISSIONS) -> httpx.Response:
    return await api.client.options(path, headers=PREFLIGHT | {"Origin": origin})


class TestOtherOrigins:
    async def test_by_default_none_may_call(self, api: Running) -> None:
        answer = await preflight(api, COURSE)
        assert answer.status_code == 405
        assert "access-control-allow-origin" not in answer.headers
        key = await api.key("read")
        answer = await api.client.get(PROBLEM, headers=key | {"Origin": COURSE})
        assert "access-control-allow-origin" not in answer.headers

    async def test_one_that_is_named_may_ask_what_it_may_send(
        self, open_to_course: Running
    ) -> None:
        answer = await preflight(open_to_course, COURSE)
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == COURSE
        assert "POST" in answer.headers["access-control-allow-methods"]
        assert "Idempotency-Key" in answer.headers["access-control-allow-headers"]
        assert "access-control-allow-credentials" not in answer.headers

    async def test_another_may_not(self, open_to_course: Running) -> None:
        for origin in (OTHER, f"{COURSE}.other.example", "null", f"{COURSE}:8443"):
            answer = await preflight(open_to_course, origin)
            assert answer.status_code == 400
            assert "access-control-allow-origin" not in answer.headers

    async def test_it_reads_answers_errors_and_their_headers(self, open_to_course: Running) -> None:
        key = await open_to_course.key("submit", "read")
        from_course = key | {"Origin": COURSE}
        answers = [
            await open_to_course.submit(ACCEPTED, headers=from_course),
            await open_to_course.client.get(PROBLEM, headers={"Origin": COURSE}),
            await open_to_course.client.get("/api/v1/nowhere", headers=from_course),
        ]
        assert [answer.status_code for answer in answers] == [202, 401, 404]
        for answer in answers:
            assert answer.headers["access-control-allow-origin"] == COURSE
            assert "origin" in answer.headers["vary"].lower()
            exposed = answer.headers["access-control-expose-headers"]
            assert {"Location", "Retry-After", "RateLimit"} <= set(exposed.split(", "))

    async def test_pages_are_not_for_it(self, open_to_course: Running) -> None:
        answer = await open_to_course.client.get("/", headers={"Origin": COURSE})
        assert "access-control-allow-origin" not in answer.headers

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import text

from tests.app.running import SUBMISSIONS, Running
from tests.app.scripted_judge import ACCEPTED, CRASH, HELD, JUDGE_ERROR, UNSENDABLE, ScriptedJudge

pytestmark = pytest.mark.anyio

SECRET = "def double(x): return 'a secret'"
JSON = {"Content-Type": "application/json"}
PYTHON = {"Content-Type": "text/x-python"}


def assert_problem(answer: httpx.Response, status: int, kind: str, *fields: str) -> None:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == status
    assert document["type"].rsplit(":", 1)[-1] == kind
    assert document["title"]
    assert document["detail"]
    assert [error["field"] for error in document.get("errors", [])] == list(fields)
    assert "secret" not in answer.text


class TestSubmit:
    async def test_waiting_gives_the_whole_verdict(self, api: Running) -> None:
        answer = await api.submit(ACCEPTED, prefer="wait=20")
        assert answer.status_code == 200
        assert answer.headers["preference-applied"] == "wait=20"
        document = answer.json()
        assert document["status"] == "finished"
        assert document["verdict"] == "accepted"
        assert (document["passed"], document["total"]) == (1, 1)
        assert document["cases"][0]["name"] == "sample"
        assert document["environment"]["sandbox"] == ["scripted"]

    async def test_the_same_document_is_there_to_read(self, api: Running) -> None:
        answer = await api.submit(ACCEPTED, prefer="wait=20")
        assert await api.read(answer.json()["id"]) == answer.json()

    async def test_without_waiting_it_is_stored_and_located(
        self, api: Running, judge: ScriptedJudge
    ) -> None:
        answer = await api.submit(HELD)
        assert answer.status_code == 202
        document = answer.json()
        assert "verdict" not in document
        assert document["status"] in ("queued", "running")
        assert answer.headers["location"] == f"{SUBMISSIONS}/{document['id']}"
        assert "preference-applied" not in answer.headers
        await judge.has_begun()
        assert (await api.read(document["id"]))["status"] == "running"

    async def test_a_wait_that_ends_too_early_is_answered_with_202(self, api: Running) -> None:
        answer = await api.submit(HELD, prefer="wait=0")
        assert answer.status_code == 202
        assert answer.headers["preference-applied"] == "wait=0"

    async def test_a_waiting_client_is_answered_once_the_verdict_is_there(
        self, api: Running, judge: ScriptedJudge
    ) -> None:
        waiting = asyncio.create_task(api.submit(HELD, prefer="wait=60"))
        await judge.has_begun()
        judge.release()
        assert (await waiting).json()["verdict"] == "accepted"

    async def test_a_stop_answers_the_waiting(self, api: Running, judge: ScriptedJudge) -> None:
        waiting = asyncio.create_task(api.submit(HELD, prefer="wait=60"))
        await judge.has_begun()
        api.service.watches.close()
        assert (await waiting).status_code == 202
        assert (await api.submit(ACCEPTED, prefer="wait=60")).status_code == 202

    async def test_a_wait_is_capped(self, api: Running) -> None:
        answer = await api.submit(ACCEPTED, prefer="wait=3600")
        assert answer.headers["preference-applied"] == "wait=60"

    async def test_ids_sort_by_time(self, api: Running, judge: ScriptedJudge) -> None:
        first = (await api.submit(ACCEPTED, prefer="wait=20")).json()["id"]
        await asyncio.sleep(0.002)
        second = (await api.submit(ACCEPTED, prefer="wait=20")).json()["id"]
        assert first < second
        assert len(set(judge.seeds)) == 2

    async def test_the_verdict_tells_the_seed_that_was_drawn(
        self, api: Running, judge: ScriptedJudge
    ) -> None:
        answer = await api.submit(ACCEPTED, prefer="wait=20")
        assert judge.seeds == [answer.json()["seed"]]

    async def test_a_failing_judge_is_a_verdict(self, api: Running) -> None:
        answer = await api.submit(JUDGE_ERROR, prefer="wait=20")
        assert answer.json()["verdict"] == "judge_error"

    @pytest.mark.parametrize("source", [CRASH, UNSENDABLE])
    async def test_a_crashing_judge_is_tried_three_times(
        self, api: Running, judge: ScriptedJudge, source: str
    ) -> None:
        answer = await api.submit(source, prefer="wait=20")
        assert answer.json()["verdict"] == "judge_error"
        assert judge.graded == [source] * 3
        assert len(set(judge.seeds)) == 1
        assert (await api.submit(ACCEPTED, prefer="wait=20")).json()["verdict"] == "accepted"


class TestSubmitFile:
    async def test_the_body_is_the_source(self, api: Running, judge: ScriptedJudge) -> None:
        answer = await api.client.post(
            f"{SUBMISSIONS}?problem=double",
            content="# é\r\n".encode(),
            headers=PYTHON | {"Prefer": "wait=20"},
        )
        assert answer.status_code == 200
        assert judge.graded == ["# é\r\n"]

    async def test_a_byte_order_mark_is_no_part_of_it(
        self, api: Running, judge: ScriptedJudge
    ) -> None:
        await api.client.post(
            f"{SUBMISSIONS}?problem=double",
            content=b"\xef\xbb\xbfpass",
            headers={"Content-Type": "text/x-python; charset=utf-8", "Prefer": "wait=20"},
        )
        assert judge.graded == ["pass"]

    async def test_other_encodings_are_refused(self, api: Running) -> None:
        answer = await api.client.post(
            f"{SUBMISSIONS}?problem=double", content=b"# secret \xff", headers=PYTHON
        )
        assert_problem(answer, 422, "invalid-request", "source")

    async def test_an_empty_file_is_refused(self, api: Running) -> None:
        answer = await api.client.post(f"{SUBMISSIONS}?problem=double", headers=PYTHON)
        assert_problem(answer, 422, "invalid-request", "source")

    async def test_the_problem_must_be_named(self, api: Running) -> None:
        answer = await api.client.post(SUBMISSIONS, content=SECRET, headers=PYTHON)
        assert_problem(answer, 422, "invalid-request", "problem")


class TestRefusal:
    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"problem": "double"}, "source"),
            ({"source": SECRET}, "problem"),
            ({"problem": 1, "source": SECRET}, "problem"),
            ({"problem": "double", "source": ["secret"]}, "source"),
            ({"problem": "double", "source": None}, "source"),
            ({"problem": "double", "source": ""}, "source"),
            ({"problem": "double", "source": "secret\0"}, "source"),
            ({"problem": "double", "source": "secret \ud800"}, "source"),
            ({"problem": "double", "source": SECRET, "sources": "secret"}, "sources"),
            ([SECRET], ""),
            ("secret", ""),
            (None, ""),
        ],
    )
    async def test_a_wrong_field_is_named(self, api: Running, body: object, field: str) -> None:
        answer = await api.client.post(SUBMISSIONS, content=json.dumps(body), headers=JSON)
        assert_problem(answer, 422, "invalid-request", field)

    async def test_an_unknown_field_may_have_any_name(self, api: Running) -> None:
        body = json.dumps({"problem": "double", "source": SECRET, "\ud800" * 200: 1})
        answer = await api.client.post(SUBMISSIONS, content=body, headers=JSON)
        assert answer.status_code == 422
        assert "secret" not in answer.text

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"secret",
            b'{"problem": "double", "source": "secret"',
            b"[" * 100_000,
            b'{"problem": "double", "source": ' + b"9" * 5000 + b"}",
            b'{"problem": "double", "source": "secret \xff"}',
        ],
    )
    async def test_a_body_that_is_not_json(self, api: Running, body: bytes) -> None:
        answer = await api.client.post(SUBMISSIONS, content=body, headers=JSON)
        assert_problem(answer, 400, "malformed-body")

    @pytest.mark.parametrize("content_type", [None, "application/x-www-form-urlencoded", "x"])
    async def test_another_media_type(self, api: Running, content_type: str | None) -> None:
        headers = {} if content_type is None else {"Content-Type": content_type}
        answer = await api.client.post(SUBMISSIONS, content=SECRET, headers=headers)
        assert_problem(answer, 415, "unsupported-media-type")

    async def test_an_unknown_problem(self, api: Running) -> None:
        answer = await api.client.post(SUBMISSIONS, json={"problem": "triple", "source": SECRET})
        assert_problem(answer, 404, "unknown-problem")

    async def test_a_source_larger_than_the_problem_allows(self, api: Running) -> None:
        assert (await api.submit("é" * 512)).status_code == 202
        assert_problem(await api.submit("é" * 512 + "#"), 413, "source-too-large")

    @pytest.mark.parametrize("chunked", [False, True])
    async def test_a_body_that_is_too_large_as_a_whole(self, api: Running, chunked: bool) -> None:
        async def chunks() -> AsyncIterator[bytes]:
            for _ in range(8):
                yield b"s" * 2**20

        content = chunks() if chunked else b"s" * (8 * 2**20)
        answer = await api.client.post(SUBMISSIONS, content=content, headers=JSON)
        assert_problem(answer, 413, "body-too-large")

    async def test_nothing_of_it_was_stored(self, api: Running, judge: ScriptedJudge) -> None:
        await api.client.post(SUBMISSIONS, json={"problem": "triple", "source": SECRET})
        await api.submit(ACCEPTED, prefer="wait=20")
        assert judge.graded == [ACCEPTED]


class TestRead:
    async def test_an_unknown_id(self, api: Running) -> None:
        answer = await api.client.get(f"{SUBMISSIONS}/0")
        assert_problem(answer, 404, "unknown-submission")

    async def test_a_closed_store_is_no_fault_of_the_client(self, api: Running) -> None:
        async with api.service.database.write() as transaction:
            await transaction.execute(text("DROP TABLE webhook_deliveries"))
            await transaction.execute(text("DROP TABLE idempotency_keys"))
            await transaction.execute(text("DROP TABLE submissions"))
        answer = await api.client.get(f"{SUBMISSIONS}/0")
        assert_problem(answer, 503, "not-ready")

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text

from tests.app.problem_files import assert_problem
from tests.app.running import SUBMISSIONS, Running
from tests.app.scripted_judge import (
    ACCEPTED,
    CRASH,
    FAILS_ONCE,
    HELD,
    JUDGE_ERROR,
    UNSENDABLE,
    ScriptedJudge,
)

pytestmark = pytest.mark.anyio

SECRET = "def double(x): return 'a secret'"
JSON = {"Content-Type": "application/json"}
PYTHON = {"Content-Type": "text/x-python"}


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
        api.watches.close()
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

    async def test_a_fault_of_the_judge_is_never_the_learners(
        self, api: Running, judge: ScriptedJudge
    ) -> None:
        answer = await api.submit(FAILS_ONCE, prefer="wait=20")
        assert answer.json()["verdict"] == "accepted"
        assert answer.json()["tries"] == 2
        assert judge.graded == [FAILS_ONCE] * 2
        assert len(set(judge.seeds)) == 1

    async def test_what_the_site_adds_comes_back(self, api: Running) -> None:
        added: dict[str, Any] = {
            "learner": "Ada",
            "external_id": "x1",
            "metadata": {"course": "jax-101", "tries": [1, 2.5, None, True, {"é": "ü"}]},
            "priority": "batch",
        }
        answer = await api.submit(ACCEPTED, "wait=20", **added)
        assert {name: answer.json()[name] for name in added} == added
        assert (await api.read(answer.json()["id"]))["metadata"] == added["metadata"]

    async def test_an_unfinished_one_tells_its_place_and_when_to_expect_it(
        self, api: Running, judge: ScriptedJudge
    ) -> None:
        await api.submit(HELD)
        await judge.has_begun()
        first = (await api.submit(ACCEPTED)).json()
        second = (await api.submit(ACCEPTED)).json()
        assert [first["position"], second["position"]] == [0, 1]
        assert 0 < first["estimate_s"] < second["estimate_s"]


class TestAddedFields:
    """What is refused of that which the site adds."""

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("learner", ""),
            ("learner", "l" * 201),
            ("learner", "nul \0"),
            ("learner", 7),
            ("external_id", "nul \0"),
            ("priority", "urgent"),
            ("metadata", ["a list"]),
            ("metadata", {"large": "é" * 2048}),
            ("metadata", {"lone": "\ud800"}),
            ("callback_url", "ftp://site.example/"),
            ("callback_url", "no URL"),
            ("callback_url", "https://"),
            ("callback_url", "https://me:secret@site.example/"),
            ("callback_url", "https://site.example/" + "u" * 2048),
        ],
    )
    async def test_a_wrong_one_is_named(self, api: Running, field: str, value: object) -> None:
        # Not by the client, which refuses to send some of it.
        body = json.dumps({"problem": "double", "source": ACCEPTED, field: value})
        answer = await api.client.post(SUBMISSIONS, content=body, headers=JSON)
        assert answer.json()["errors"][0]["field"].split(".")[0] == field
        assert_problem(answer, 422, "invalid-request", answer.json()["errors"][0]["field"])

    @pytest.mark.parametrize("number", ["1e999", "-1e999"])
    async def test_numbers_in_metadata_are_finite(self, api: Running, number: str) -> None:
        body = f'{{"problem": "double", "source": "pass", "metadata": {{"n": {number}}}}}'
        answer = await api.client.post(SUBMISSIONS, content=body, headers=JSON)
        assert_problem(answer, 422, "invalid-request", "metadata")

    async def test_deep_metadata_is_refused(self, api: Running) -> None:
        deep = "[" * 900 + "]" * 900
        body = f'{{"problem": "double", "source": "pass", "metadata": {{"n": {deep}}}}}'
        answer = await api.client.post(SUBMISSIONS, content=body, headers=JSON)
        assert answer.status_code == 422

    @pytest.mark.parametrize("url", ["http://site.example:8000/", "https://site.example/a?b=c#d"])
    async def test_a_callback_may_be_http_or_https(self, api: Running, url: str) -> None:
        # One that ended would be told.
        assert (await api.submit(HELD, callback_url=url)).status_code == 202


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
            b'{"problem": "double", "source": "secret \xff"}',
            b'{"problem": "double", "source": "secret", "metadata": {"n": NaN}}',
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
        assert (await api.submit("é" * 512)).is_success
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
    @pytest.mark.parametrize("submission_id", ["0" * 32, "0", "%00", "é"])
    async def test_an_unknown_id(self, api: Running, submission_id: str) -> None:
        answer = await api.client.get(f"{SUBMISSIONS}/{submission_id}")
        assert_problem(answer, 404, "unknown-submission")

    async def test_that_of_another_site_is_not_there(self, api: Running) -> None:
        ours = await api.key("submit", "read", site="ours")
        theirs = await api.key("read", site="theirs")
        admin = await api.key("admin", site="theirs")
        submission_id = (await api.submit(ACCEPTED, headers=ours)).json()["id"]
        path = f"{SUBMISSIONS}/{submission_id}"
        assert (await api.client.get(path, headers=ours)).status_code == 200
        assert_problem(await api.client.get(path, headers=theirs), 404, "unknown-submission")
        assert (await api.client.get(path, headers=admin)).status_code == 200

    async def test_a_closed_store_is_no_fault_of_the_client(self, api: Running) -> None:
        async with api.database.write() as transaction:
            await transaction.execute(text("DROP TABLE webhook_deliveries"))
            await transaction.execute(text("DROP TABLE idempotency_keys"))
            await transaction.execute(text("DROP TABLE submissions"))
        answer = await api.client.get(f"{SUBMISSIONS}/{'0' * 32}")
        assert_problem(answer, 503, "not-ready")

import json
import logging
from typing import Any

import httpx
import pytest
import structlog

from app.submissions.repository import SubmissionStore
from tests.app.running import SUBMISSIONS, Running
from tests.app.scripted_judge import ACCEPTED, CRASH, ScriptedJudge

pytestmark = pytest.mark.anyio

HEADER = "X-Request-ID"


def access_lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    names = ("method", "route", "status")
    return [
        {name: getattr(record, name) for name in names}
        for record in caplog.records
        # On a busy machine any request may be slow too, which has a line of its own.
        if record.name == "app.http.request_logging" and record.getMessage() != "slow request"
    ]


class TestRequestId:
    @pytest.mark.parametrize("given", ["a-1_b.C", "x" * 64])
    async def test_the_one_that_is_sent_comes_back(self, api: Running, given: str) -> None:
        answer = await api.client.get("/livez", headers={HEADER: given})
        assert answer.headers[HEADER] == given

    @pytest.mark.parametrize("given", [None, "", "x" * 65, "a b", 'a"b', "a\u00e4"])
    async def test_where_none_can_be_used_one_is_made(
        self, api: Running, given: str | None
    ) -> None:
        headers = {} if given is None else {HEADER.encode(): given.encode()}
        made = (await api.client.get("/livez", headers=headers)).headers[HEADER]
        assert made.isalnum()
        assert made != (await api.client.get("/livez", headers=headers)).headers[HEADER]

    async def test_errors_have_it_too(self, api: Running, monkeypatch: pytest.MonkeyPatch) -> None:
        async def fail(*_: object) -> None:
            raise RuntimeError

        monkeypatch.setattr(SubmissionStore, "get", fail)
        for path, status in (("/nowhere", 404), (f"{SUBMISSIONS}/{'0' * 32}", 500)):
            answer = await api.client.get(path, headers={HEADER: "mine"})
            assert (answer.status_code, answer.headers[HEADER]) == (status, "mine")


class TestSlowRequests:
    async def test_they_have_a_line_with_their_route(
        self, api: Running, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.http.request_logging._SLOW_S", 0.0)
        await api.client.get("/api/v1/problems/double")
        [slow] = [record for record in caplog.records if record.message == "slow request"]
        assert (slow.levelname, slow.route) == ("WARNING", "/api/v1/problems/{name}")  # type: ignore[attr-defined]

    async def test_those_that_wait_on_purpose_have_none(
        self, api: Running, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.http.request_logging._SLOW_S", 0.0)
        submission = await api.submit(ACCEPTED, prefer="wait=20")
        await api.client.get(f"{SUBMISSIONS}/{submission.json()['id']}/events")
        assert not [record for record in caplog.records if record.message == "slow request"]


class TestAccessLine:
    async def test_every_request_has_one_with_the_template_of_its_route(
        self, api: Running, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO)
        submission = (await api.submit(ACCEPTED)).json()
        await api.client.get(f"{SUBMISSIONS}/{submission['id']}?secret=1")
        await api.client.get("/api/v1/problems/a%2Fb")
        await api.client.delete(SUBMISSIONS)
        await api.client.get("/nowhere")
        assert access_lines(caplog) == [
            {"method": "POST", "route": SUBMISSIONS, "status": 202},
            {"method": "GET", "route": SUBMISSIONS + "/{submission_id}", "status": 422},
            {"method": "GET", "route": "other", "status": 404},
            {"method": "DELETE", "route": SUBMISSIONS, "status": 405},
            {"method": "GET", "route": "other", "status": 404},
        ]
        # The client of this test logs what it asks for.
        ours = [record.__dict__ for record in caplog.records if record.name != "httpx"]
        assert ours
        assert "secret" not in json.dumps(ours, default=str)

    async def test_an_answer_that_failed_has_one(
        self,
        api: Running,
        caplog: pytest.LogCaptureFixture,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        async def fail(*_: object) -> None:
            raise RuntimeError

        caplog.set_level(logging.INFO)
        monkeypatch.setattr(SubmissionStore, "get", fail)
        await api.client.get(f"{SUBMISSIONS}/{'0' * 32}")
        [line] = access_lines(caplog)
        assert line["status"] == 500


class TestIds:
    """What the lines of a request, and those of judging, are bound to."""

    @pytest.fixture
    def bound(self, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
        """What was bound as each line was logged."""
        bound: list[dict[str, Any]] = []

        class Recorder(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                fields = structlog.contextvars.get_contextvars()
                bound.append({"logger": record.name, "text": record.getMessage()} | fields)

        monkeypatch.setattr(logging.root, "handlers", [*logging.root.handlers, Recorder()])
        monkeypatch.setattr(logging.root, "level", logging.INFO)
        return bound

    async def test_a_request_has_its_id_and_the_site(
        self, api: Running, bound: list[dict[str, Any]]
    ) -> None:
        headers = await api.key("read", site="ours") | {HEADER: "mine"}
        await api.client.get("/api/v1/problems", headers=headers)
        await api.client.get("/livez", headers={HEADER: "other"})
        requests = [line for line in bound if line["logger"] == "app.http.request_logging"]
        assert [line["request_id"] for line in requests] == ["mine", "other"]
        assert requests[0]["site"] == "ours"
        assert "site" not in requests[1]

    async def test_judging_has_the_submission_and_no_request(
        self, api: Running, bound: list[dict[str, Any]]
    ) -> None:
        submission: httpx.Response = await api.submit(CRASH)
        await api.until_finished(submission.json()["id"])
        [first, *_] = [line for line in bound if line["logger"] == "app.worker.worker"]
        assert first["submission_id"] == submission.json()["id"]
        assert "request_id" not in first

    async def test_lines_of_the_thread_that_judges_have_it_too(
        self,
        api: Running,
        judge: ScriptedJudge,
        bound: list[dict[str, Any]],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        grade = judge.grade

        def telling(*args: Any, **kwargs: Any) -> Any:
            logging.getLogger("graders.any").warning("told")
            return grade(*args, **kwargs)

        monkeypatch.setattr(judge, "grade", telling)
        submission = await api.submit(ACCEPTED, prefer="wait=20")
        [line] = [line for line in bound if line["logger"] == "graders.any"]
        assert line["submission_id"] == submission.json()["id"]

import pytest

from app.submissions.repository import SubmissionStore
from tests.app.running import SUBMISSIONS, Running

pytestmark = pytest.mark.anyio


class TestProblemDocuments:
    async def test_an_unknown_path(self, api: Running) -> None:
        answer = await api.client.get("/nowhere")
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json() == {
            "type": "about:blank",
            "title": "Not Found",
            "status": 404,
            "detail": "Not Found",
            "reason": "not_found",
            "parameters": {},
        }

    async def test_a_method_that_is_not_allowed(self, api: Running) -> None:
        answer = await api.client.delete(SUBMISSIONS)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == 405

    @pytest.mark.parametrize(
        ("path", "methods"),
        [
            ("/livez", "GET"),
            (SUBMISSIONS, "GET, POST"),
            (f"{SUBMISSIONS}/{'0' * 32}", "DELETE, GET"),
            (f"{SUBMISSIONS}/batch", "POST"),
            ("/openapi.json", "GET, HEAD"),
        ],
    )
    async def test_it_tells_the_methods_that_are(
        self, api: Running, path: str, methods: str
    ) -> None:
        answer = await api.client.put(path)
        assert sorted(answer.headers["allow"].split(", ")) == methods.split(", ")

    async def test_a_fault_of_ours_tells_no_details(
        self, api: Running, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def fail(*_: object) -> None:
            raise RuntimeError("details")

        monkeypatch.setattr(SubmissionStore, "get", fail)
        answer = await api.client.get(f"{SUBMISSIONS}/{'0' * 32}")
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == 500
        assert "details" not in answer.text

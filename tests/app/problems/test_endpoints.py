import pytest

from tests.app.running import Running

pytestmark = pytest.mark.anyio


class TestList:
    async def test_it_tells_what_there_is(self, api: Running) -> None:
        answer = await api.client.get("/api/v1/problems")
        assert answer.json() == {
            "problems": [
                {
                    "name": "double",
                    "title": "Double it",
                    "difficulty": "easy",
                    "tags": ["warm-up"],
                    "revision": api.catalogue.problem("double").revision,
                    "function": "double",
                    "defines": ["double"],
                }
            ]
        }


class TestRead:
    async def test_it_tells_what_a_learner_needs(self, api: Running) -> None:
        document = (await api.client.get("/api/v1/problems/double")).json()
        assert document["function"] == "double"
        assert document["parameters"] == ["x"]
        assert document["limits"]["source_kb"] == 1
        assert document["statement"] == "Return *twice* `x`.\n"
        assert document["sample_cases"] == ["shown"]

    async def test_it_keeps_back_what_a_learner_must_not_know(self, api: Running) -> None:
        text = (await api.client.get("/api/v1/problems/double")).text
        for secret in ("kept back", "4096", "the solution", "the example"):
            assert secret not in text

    async def test_an_unknown_name(self, api: Running) -> None:
        answer = await api.client.get("/api/v1/problems/triple")
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"

from typing import Any

import pytest

from graders.core.limits import Limits
from tests.app.conftest import PROBLEM
from tests.app.problem_files import assert_problem
from tests.app.problems.test_authoring_endpoints import DOUBLE, etag, files_of
from tests.app.running import WAIT, Running

pytestmark = pytest.mark.anyio

CONTENT = f"{DOUBLE}/content"
SUM = "def double(x):\n    return x + x  # the example\n"
SAME = '"""Not doubled\n\nMultiply by two."""\n\n\ndef double(x):\n    return x\n'


class TestRead:
    async def test_it_is_as_the_files_state_it(self, api: Running) -> None:
        assert (await api.client.get(CONTENT)).json() == {
            "revision": api.catalogue.problem("double").revision,
            "title": "Double it",
            "difficulty": "easy",
            "statement": "Return *twice* `x`.\n",
            "starter": None,
            "hints": [],
            "editorial": None,
            "tags": ["warm-up"],
            "limits": {"source_kb": 1},
            "tolerance": None,
            "examples": [{"name": "accepted/sum.py", "title": "Sum", "hint": None, "source": SUM}],
        }

    async def test_only_authors(self, api: Running) -> None:
        reader = await api.key("read", "submit")
        assert_problem(await api.client.get(CONTENT, headers=reader), 403, "forbidden")

    async def test_an_unknown_problem(self, api: Running) -> None:
        answer = await api.client.get("/api/v1/problems/none/content")
        assert_problem(answer, 404, "unknown-problem")


class TestChange:
    async def test_what_is_given_changes_and_is_a_draft(self, api: Running) -> None:
        before = await api.client.get(CONTENT)
        files = await files_of(api)
        changes = {
            "title": "Twice",
            "difficulty": "hard",
            "statement": "Return the double.\n",
            "starter": "def double(x): ...\n",
            "hints": ["Add it.", "To itself."],
            "editorial": "Both ways.\n",
            "tags": ["arithmetic"],
            "limits": {"source_kb": 2, "wall_s": 5},
            "tolerance": {"comparator": "exact"},
        }
        answer = await api.client.patch(
            f"{CONTENT}?note=clearer",
            json=changes,
            headers={"If-Match": f'"{before.json()["revision"]}"'},
        )
        assert answer.status_code == 200
        assert etag(answer) == f'"{answer.json()["draft"]}"'
        now = (await api.client.get(CONTENT)).json()
        assert {name: now[name] for name in changes} == changes
        assert (await api.client.get(DOUBLE)).json()["statement"] == "Return *twice* `x`.\n"
        toml = PROBLEM.replace('["warm-up"]', '["arithmetic"]')
        toml = toml.replace('"Double it"', '"Twice"').replace('"easy"', '"hard"')
        toml = toml.replace("source_kb = 1", "source_kb = 2\nwall_s = 5")
        toml = toml.replace("[[cases]]", '[tolerance]\ncomparator = "exact"\n\n[[cases]]', 1)
        changed = await files_of(api)
        assert changed["problem.toml"].decode() == toml
        assert changed.keys() - files.keys() == {"starter.py", "hints.md", "editorial.md"}

    async def test_null_takes_out_what_a_problem_can_do_without(self, api: Running) -> None:
        await api.client.patch(CONTENT, json={"starter": "a = 1\n", "hints": ["Add it."]})
        gone = {"starter": None, "hints": None, "limits": None}
        assert (await api.client.patch(CONTENT, json=gone)).status_code == 200
        assert {"starter.py", "hints.md"}.isdisjoint(await files_of(api))
        published = await api.client.post(f"{DOUBLE}/publish", headers=WAIT)
        assert published.status_code == 200
        assert api.catalogue.problem("double").spec.limits == Limits()

    async def test_it_can_be_published_at_once(self, api: Running) -> None:
        answer = await api.client.patch(
            f"{CONTENT}?publish=true", json={"statement": "Double `x`."}, headers=WAIT
        )
        assert answer.json()["draft"] is None
        assert (await api.client.get(DOUBLE)).json()["statement"] == "Double `x`."

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"limits": {"wall_s": 1000}}, "problem.toml: limits.wall_s: "),
            ({"limits": {"time": 1}}, "problem.toml: limits.time: unknown"),
            ({"limits": {"wall_s": None}}, "limits: TOML has no way to write it"),
            ({"tolerance": {"rtol": 2.0}}, "problem.toml: tolerance.rtol: "),
            ({"tolerance": {"comparator": "custom"}}, "checker.py: missing"),
            ({"hints": ["One.", " "]}, "hints.md: a hint is empty"),
            ({"hints": ["One.\n---\nTwo."]}, "hints.md: hint 1: "),
            ({"statement": "ä" * 2**15 + "more"}, "statement.md: has "),
        ],
    )
    async def test_what_does_not_fit_is_named(
        self, api: Running, changes: dict[str, Any], told: str
    ) -> None:
        answer = await api.client.patch(CONTENT, json=changes)
        assert_problem(answer, 422, "invalid-problem")
        assert told in answer.json()["detail"]

    @pytest.mark.parametrize(
        ("changes", "fields"),
        [
            ({}, [""]),
            ({"title": "", "difficulty": "trivial"}, ["title", "difficulty"]),
            ({"title": None}, ["title"]),
            ({"statement": None}, ["statement"]),
            ({"statement": ""}, ["statement"]),
            ({"statement": "a" * (2**16 + 1)}, ["statement"]),
            ({"starter": "a" * (2**20 + 1)}, ["starter"]),
            ({"editorial": "a\0"}, ["editorial"]),
            ({"hints": ["a"] * 11}, ["hints"]),
            ({"tags": ["", "a"]}, ["tags.0"]),
            ({"limits": 5, "solution": "secret"}, ["limits", "solution"]),
        ],
    )
    async def test_what_has_another_form_is_named(
        self, api: Running, changes: dict[str, Any], fields: list[str]
    ) -> None:
        answer = await api.client.patch(CONTENT, json=changes)
        assert_problem(answer, 422, "invalid-request", *fields)

    async def test_for_another_revision_it_is_refused(self, api: Running) -> None:
        answer = await api.client.patch(
            CONTENT, json={"tags": []}, headers={"If-Match": f'"{"0" * 16}"'}
        )
        assert_problem(answer, 412, "revision-changed")


class TestExamples:
    async def test_one_is_added_replaced_and_removed(self, api: Running) -> None:
        place = f"{DOUBLE}/examples/wrong_answer/same"
        added = await api.client.put(place, json={"source": SAME})
        assert added.status_code == 200
        [_, example] = (await api.client.get(CONTENT)).json()["examples"]
        assert example == {
            "name": "wrong_answer/same.py",
            "title": "Not doubled",
            "hint": "Multiply by two.",
            "source": SAME,
        }
        headers = {"If-Match": etag(added)}
        again = SAME.replace("Multiply", "Add, or multiply")
        assert (await api.client.put(place, json={"source": again}, headers=headers)).is_success
        refused = await api.client.delete(place, headers=headers)
        assert_problem(refused, 412, "revision-changed")
        assert (await api.client.delete(place)).status_code == 200
        assert "submissions/wrong_answer/same.py" not in await files_of(api)

    async def test_a_mistake_has_to_be_explained(self, api: Running) -> None:
        answer = await api.client.put(
            f"{DOUBLE}/examples/wrong_answer/same", json={"source": "def double(x): ..."}
        )
        assert_problem(answer, 422, "invalid-problem")
        assert "same.py: no module docstring" in answer.json()["detail"]

    async def test_none_of_that_name(self, api: Running) -> None:
        answer = await api.client.delete(f"{DOUBLE}/examples/accepted/none")
        assert_problem(answer, 404, "unknown-example")

    @pytest.mark.parametrize("place", ["judge_error/a", "accepted/a-b", "accepted/a.b"])
    async def test_a_name_that_none_can_have(self, api: Running, place: str) -> None:
        answer = await api.client.put(f"{DOUBLE}/examples/{place}", json={"source": SUM})
        assert answer.status_code == 422

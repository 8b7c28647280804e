from typing import Any

import pytest

from tests.app.conftest import PROBLEM
from tests.app.problem_files import assert_problem
from tests.app.problems.test_authoring_endpoints import CASE, DOUBLE, etag, put
from tests.app.running import WAIT, Running

pytestmark = pytest.mark.anyio

CASES = f"{DOUBLE}/cases"
KEPT_BACK = {"name": "kept back", "arguments": {"x": 4096.25}}


class TestList:
    async def test_they_are_as_the_file_states_them(self, api: Running) -> None:
        listed = (await api.client.get(CASES)).json()
        assert listed == {
            "revision": api.catalogue.problem("double").revision,
            "parameters": ["x"],
            "tolerance": {
                "comparator": "allclose",
                "rtol": 1e-4,
                "atol": 1e-5,
                "equal_nan": False,
            },
            "cases": [
                {"name": "shown", "visibility": "sample", "arguments": {"x": 1.5}},
                KEPT_BACK,
            ],
            "generators": [],
            "python_generators": [],
        }

    async def test_what_json_can_t_write_is_named(self, api: Running) -> None:
        argument = {"dtype": "float32", "values": ["NaN", "-Infinity", 1.0]}
        case = {"name": "odd", "arguments": {"x": argument}}
        await api.client.post(CASES, json={"case": case})
        assert (await api.client.get(CASES)).json()["cases"][-1] == case

    async def test_an_unknown_problem(self, api: Running) -> None:
        answer = await api.client.get("/api/v1/problems/triple/cases")
        assert_problem(answer, 404, "unknown-problem")


class TestAddCase:
    async def test_a_fixed_case(self, api: Running) -> None:
        before = etag(await api.client.get(f"{DOUBLE}/package"))
        answer = await api.client.post(
            f"{CASES}?publish=true", json={"case": CASE}, headers={"If-Match": before} | WAIT
        )
        assert answer.status_code == 201
        added = api.catalogue.problem("double").spec.cases[-1]
        assert (added.name, added.arguments, added.message) == (
            "a third",
            {"x": 3.0},
            "Think of threes.",
        )
        assert answer.json()["revision"] == api.catalogue.problem("double").revision

    async def test_a_generator(self, api: Running) -> None:
        generator = {
            "name": "drawn",
            "count": 2,
            "grid": {"axes": ["n"], "shapes": [[2]]},
            "arguments": {"x": {"distribution": "normal", "shape": ["n"]}},
        }
        answer = await api.client.post(CASES, json={"generator": generator})
        assert answer.status_code == 201
        assert len((await api.client.get(CASES)).json()["generators"]) == 1

    @pytest.mark.parametrize(
        ("case", "told"),
        [
            ({"name": "shown", "arguments": {"x": 1}}, "names must differ: shown"),
            ({"name": "a", "arguments": {"y": 1}}, "no argument for x"),
            (
                {"name": "a", "arguments": {"x": {"kye": 1}}},
                "problem.toml: cases[2].arguments.x (in 'a'): unknown key 'kye'; did you mean key?",
            ),
            (
                {"name": "a", "arguments": {"x": 1}, "wieght": 2},
                "problem.toml: cases[2].wieght (in 'a'): unknown key; did you mean weight?",
            ),
            ({"name": "a", "arguments": {"x": ["text"]}}, "cases[2].arguments.x"),
            ({"name": "a", "arguments": {"x": 1}, "weight": 0}, "cases[2].weight"),
            ({"name": "a", "arguments": {"x": 1}, "message": None}, "TOML has no way"),
        ],
    )
    async def test_what_does_not_fit(self, api: Running, case: dict[str, Any], told: str) -> None:
        answer = await api.client.post(CASES, json={"case": case})
        assert_problem(answer, 422, "invalid-problem")
        assert told in answer.json()["detail"]

    async def test_a_misspelt_key(self, api: Running) -> None:
        answer = await api.client.post(CASES, json={"cases": CASE})
        assert_problem(answer, 422, "invalid-request", "cases")
        said = "cases: Extra inputs are not permitted; did you mean case?"
        assert answer.json()["detail"] == said

    async def test_two_things_at_once(self, api: Running) -> None:
        body = {"case": CASE, "generator": {}}
        assert_problem(await api.client.post(CASES, json=body), 422, "invalid-request", "")

    async def test_for_another_revision_it_is_refused(self, api: Running) -> None:
        answer = await api.client.post(
            CASES, json={"case": CASE}, headers={"If-Match": f'"{"0" * 16}"'}
        )
        assert_problem(answer, 412, "revision-changed")


class TestReplace:
    async def test_it_takes_the_place(self, api: Running) -> None:
        before = etag(await api.client.get(f"{DOUBLE}/package"))
        changed = {"name": "odd", "weight": 3.0, "arguments": {"x": 7.0}}
        answer = await api.client.put(
            f"{CASES}?replaces=shown&note=odd", json={"case": changed}, headers={"If-Match": before}
        )
        assert answer.status_code == 200
        assert etag(answer) == f'"{answer.json()["draft"]}"'
        assert (await api.client.get(CASES)).json()["cases"] == [changed, KEPT_BACK]
        [newest, _] = (await api.client.get(f"{DOUBLE}/revisions")).json()["revisions"]
        assert newest["note"] == "odd"

    async def test_a_generator(self, api: Running) -> None:
        drawn = {
            "name": "drawn",
            "count": 2,
            "grid": {"axes": ["n"], "shapes": [[2]]},
            "arguments": {
                "x": {
                    "distribution": "choice",
                    "values": ["NaN", 1.0],
                    "shape": ["n"],
                    "dtype": "float32",
                }
            },
        }
        await api.client.post(CASES, json={"generator": drawn})
        more = drawn | {"count": 3}
        answer = await api.client.put(f"{CASES}?replaces=drawn", json={"generator": more})
        assert answer.status_code == 200
        assert (await api.client.get(CASES)).json()["generators"] == [more]

    @pytest.mark.parametrize(
        ("body", "name"), [({"case": CASE}, "none"), ({"generator": CASE}, "shown")]
    )
    async def test_one_that_is_not_there(
        self, api: Running, body: dict[str, Any], name: str
    ) -> None:
        answer = await api.client.put(f"{CASES}?replaces={name}", json=body)
        assert_problem(answer, 404, "unknown-case")

    async def test_what_does_not_fit(self, api: Running) -> None:
        case = {"name": "kept back", "arguments": {"x": 1.0}}
        answer = await api.client.put(f"{CASES}?replaces=shown", json={"case": case})
        assert_problem(answer, 422, "invalid-problem")
        assert "names must differ" in answer.json()["detail"]

    async def test_for_another_revision_it_is_refused(self, api: Running) -> None:
        headers = {"If-Match": f'"{"0" * 16}"'}
        answer = await api.client.put(
            f"{CASES}?replaces=shown", json={"case": CASE}, headers=headers
        )
        assert_problem(answer, 412, "revision-changed")


class TestRemove:
    async def test_it_is_gone(self, api: Running) -> None:
        answer = await api.client.delete(f"{CASES}?kind=case&entry=shown")
        assert answer.status_code == 200
        assert (await api.client.get(CASES)).json()["cases"] == [KEPT_BACK]

    async def test_one_that_is_not_there(self, api: Running) -> None:
        answer = await api.client.delete(f"{CASES}?kind=generator&entry=shown")
        assert_problem(answer, 404, "unknown-case")

    async def test_the_last_one_stays(self, api: Running) -> None:
        alone = PROBLEM[: PROBLEM.rindex("[[cases]]")]
        await put(api, {"problem.toml": alone.encode()})
        answer = await api.client.delete(f"{CASES}?kind=case&entry=shown")
        assert_problem(answer, 422, "invalid-problem")
        assert "at least one case" in answer.json()["detail"]

    async def test_only_authors_do_it(self, api: Running) -> None:
        reader = await api.key("read", "submit")
        for answer in (
            await api.client.delete(f"{CASES}?kind=case&entry=shown", headers=reader),
            await api.client.put(f"{CASES}?replaces=shown", headers=reader),
        ):
            assert_problem(answer, 403, "forbidden")

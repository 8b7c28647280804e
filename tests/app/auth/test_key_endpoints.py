import json
import logging
from typing import Any

import pytest

from tests.app.problem_files import assert_problem
from tests.app.running import Running

pytestmark = pytest.mark.anyio

KEYS = "/api/v1/keys"
PROBLEMS = "/api/v1/problems"
JSON = {"Content-Type": "application/json"}
UNKNOWN = "0" * 32
WANTED = {"site": "practice", "name": "backend", "scopes": ["submit", "read"]}


async def made(api: Running, **wanted: object) -> dict[str, Any]:
    answer = await api.client.post(KEYS, json=WANTED | wanted, headers=await api.key("admin"))
    assert answer.status_code == 201
    document: dict[str, Any] = answer.json()
    return document


async def listed(api: Running, key_id: str) -> dict[str, Any]:
    answer = await api.client.get(KEYS, headers=await api.key("admin"))
    assert answer.status_code == 200
    [document] = [key for key in answer.json()["keys"] if key["id"] == key_id]
    assert isinstance(document, dict)
    return document


async def opens(api: Running, key: str) -> bool:
    headers = {"Authorization": f"Bearer {key}"}
    return (await api.client.get(PROBLEMS, headers=headers)).status_code == 200


class TestCreate:
    async def test_it_opens_what_it_is_for(self, api: Running) -> None:
        document = await made(api)
        assert (document["site"], document["name"]) == ("practice", "backend")
        assert document["scopes"] == ["read", "submit"]
        assert document["expires_at"] is None
        assert await opens(api, document["key"])

    async def test_no_cache_keeps_it(self, api: Running) -> None:
        answer = await api.client.post(KEYS, json=WANTED)
        assert answer.headers["cache-control"] == "no-store"

    async def test_it_may_end_by_itself(self, api: Running) -> None:
        document = await made(api, expires_days=7)
        assert document["expires_at"] > document["created_at"]

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"site": ""}, "site"),
            ({"site": "a/b"}, "site"),
            ({"site": "a\n"}, "site"),
            ({"site": "s" * 65}, "site"),
            ({"name": "a\0"}, "name"),
            ({"name": "\ud800"}, "name"),
            ({"name": None}, "name"),
            ({"scopes": []}, "scopes"),
            ({"scopes": ["secret"]}, "scopes.0"),
            ({"scopes": "read"}, "scopes"),
            ({"expires_days": 0}, "expires_days"),
            ({"expires_days": 4000}, "expires_days"),
            ({"expires_days": "7"}, "expires_days"),
            ({"id": "secret"}, "id"),
        ],
    )
    async def test_a_wrong_field_is_named(
        self, api: Running, wrong: dict[str, object], field: str
    ) -> None:
        body = json.dumps(WANTED | wrong)
        answer = await api.client.post(KEYS, content=body, headers=JSON)
        assert_problem(answer, 422, "invalid-request", field)

    async def test_another_body_is_refused(self, api: Running) -> None:
        answer = await api.client.post(KEYS, content=b"{", headers=JSON)
        assert_problem(answer, 400, "malformed-body")
        answer = await api.client.post(KEYS, content=b" " * 2**15, headers=JSON)
        assert_problem(answer, 413, "body-too-large")
        answer = await api.client.post(KEYS, data=WANTED)
        assert_problem(answer, 415, "unsupported-media-type")

    async def test_it_is_not_in_the_log(
        self, api: Running, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        document = await made(api)
        assert await opens(api, document["key"])
        assert document["key"] not in caplog.text


class TestList:
    async def test_it_shows_all_but_the_key(self, api: Running) -> None:
        document = await made(api)
        key = document.pop("key")
        assert await listed(api, document["id"]) == document
        answer = await api.client.get(KEYS, headers=await api.key("admin"))
        assert key not in answer.text


class TestRotate:
    async def test_both_hold(self, api: Running) -> None:
        old = await made(api)
        answer = await api.client.post(f"{KEYS}/{old['id']}/rotate", headers=await api.key("admin"))
        assert answer.status_code == 201
        assert await opens(api, answer.json()["key"])
        assert await opens(api, old["key"])
        assert (await listed(api, old["id"]))["expires_at"] is not None

    async def test_without_overlap_only_the_new_one(self, api: Running) -> None:
        old = await made(api)
        answer = await api.client.post(
            f"{KEYS}/{old['id']}/rotate?overlap_hours=0", headers=await api.key("admin")
        )
        assert await opens(api, answer.json()["key"])
        assert not await opens(api, old["key"])

    @pytest.mark.parametrize("query", ["overlap_hours=-1", "overlap_hours=721", "overlap=1"])
    async def test_a_wrong_overlap_is_named(self, api: Running, query: str) -> None:
        answer = await api.client.post(f"{KEYS}/{UNKNOWN}/rotate?{query}")
        assert_problem(answer, 422, "invalid-request", query.partition("=")[0])

    async def test_an_unknown_id(self, api: Running) -> None:
        assert_problem(await api.client.post(f"{KEYS}/{UNKNOWN}/rotate"), 404, "unknown-key")


class TestId:
    @pytest.mark.parametrize("key_id", ["0", "%00", "A" * 32, "0" * 33])
    async def test_another_text_is_named(self, api: Running, key_id: str) -> None:
        for action in ("rotate", "revoke"):
            answer = await api.client.post(f"{KEYS}/{key_id}/{action}")
            assert_problem(answer, 422, "invalid-request", "key_id")


class TestRevoke:
    async def test_it_holds_at_once(self, api: Running) -> None:
        document = await made(api)
        assert await opens(api, document["key"])
        answer = await api.client.post(
            f"{KEYS}/{document['id']}/revoke", headers=await api.key("admin")
        )
        assert answer.status_code == 200
        assert answer.json()["revoked_at"] is not None
        assert not await opens(api, document["key"])

    async def test_an_unknown_id(self, api: Running) -> None:
        assert_problem(await api.client.post(f"{KEYS}/{UNKNOWN}/revoke"), 404, "unknown-key")

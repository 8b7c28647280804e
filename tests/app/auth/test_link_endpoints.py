"""Links that sign learners in: who may make them, for whom, and what is told of them."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.auth.api_key import KeyRequest
from app.auth.caller import Scope
from app.auth.key_repository import KeyStore
from tests.app.problem_files import assert_problem
from tests.app.running import Running

pytestmark = pytest.mark.anyio

LINKS = "/api/v1/learners/links"
SESSION = "/api/v1/session"
INSTRUCTOR: tuple[Scope, ...] = ("author", "submit", "read")


def token_in(link: str) -> str:
    return link.split("#token=")[1]


async def made(api: Running, headers: dict[str, str], **wanted: object) -> dict[str, Any]:
    answer = await api.client.post(LINKS, json=wanted, headers=headers)
    assert answer.status_code == 201
    document: dict[str, Any] = answer.json()
    return document


class TestWhatALinkIs:
    async def test_it_signs_its_learner_in_at_the_site_of_the_key(self, api: Running) -> None:
        headers = await api.key(*INSTRUCTOR, site="course")
        answer = await made(api, headers, learners=["ada", "Grace H."])
        assert [each["learner"] for each in answer["links"]] == ["ada", "Grace H."]
        for each in answer["links"]:
            place, token = each["link"].split("#token=")
            assert place == "http://127.0.0.1/sign-in"
            begun = await api.client.post(SESSION, json={"credential": token})
            who = begun.json()
            assert (who["site"], who["learner"]) == ("course", each["learner"])
            assert who["scopes"] == ["read", "submit"]

    async def test_it_ends_when_it_was_asked_to(self, api: Running) -> None:
        headers = await api.key(*INSTRUCTOR)
        answer = await made(api, headers, learners=["ada"], days=7)
        left = datetime.fromisoformat(answer["expires_at"]) - datetime.now(UTC)
        assert timedelta(days=6) < left <= timedelta(days=7)
        begun = await api.client.post(
            SESSION, json={"credential": token_in(answer["links"][0]["link"])}
        )
        assert datetime.fromisoformat(begun.json()["expires_at"]) <= datetime.fromisoformat(
            answer["expires_at"]
        )

    async def test_another_secret_of_the_site_ends_it(self, api: Running) -> None:
        answer = await made(api, await api.key(*INSTRUCTOR), learners=["ada"])
        admin = await api.key("admin")
        rotated = "/api/v1/site/rotate-webhook-secret?name=practice"
        assert (await api.client.post(rotated, headers=admin)).status_code == 200
        credential = {"credential": token_in(answer["links"][0]["link"])}
        assert (await api.client.post(SESSION, json=credential)).status_code == 401

    async def test_behind_a_proxy_it_is_the_browsers_address(self, api: Running) -> None:
        headers = await api.key(*INSTRUCTOR)
        sent = {"Host": "judge.example", "Origin": "https://judge.example"}
        answer = await made(api, headers | sent, learners=["ada"])
        assert answer["links"][0]["link"].startswith("https://judge.example/sign-in#")


class TestWhoMay:
    @pytest.mark.parametrize("lacking", INSTRUCTOR)
    async def test_nobody_gives_what_they_do_not_have(self, api: Running, lacking: Scope) -> None:
        headers = await api.key(*(scope for scope in INSTRUCTOR if scope != lacking))
        answer = await api.client.post(LINKS, json={"learners": ["ada"]}, headers=headers)
        assert_problem(answer, 403, "forbidden")
        assert lacking in answer.json()["detail"]

    async def test_a_learner_makes_none(self, api: Running) -> None:
        links = (await made(api, await api.key(*INSTRUCTOR), learners=["ada"]))["links"]
        learner = {"Authorization": f"Bearer {token_in(links[0]['link'])}"}
        answer = await api.client.post(LINKS, json={"learners": ["bob"]}, headers=learner)
        assert_problem(answer, 403, "forbidden")

    async def test_a_key_of_a_course_makes_none_because_a_link_holds_for_all(
        self, api: Running
    ) -> None:
        wanted = KeyRequest(site="practice", scopes=list(INSTRUCTOR), course="a")
        key = (await KeyStore(api.database).create(wanted)).key
        headers = {"Authorization": f"Bearer {key}"}
        answer = await api.client.post(LINKS, json={"learners": ["ada"]}, headers=headers)
        assert_problem(answer, 403, "forbidden")

    async def test_no_page_of_another_site_makes_some(self, api: Running) -> None:
        key = (await api.key(*INSTRUCTOR))["Authorization"].removeprefix("Bearer ")
        begun = await api.client.post(SESSION, json={"credential": key})
        assert begun.status_code == 201
        answer = await api.client.post(
            LINKS, json={"learners": ["ada"]}, headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert_problem(answer, 403, "cross-origin")


class TestWhatCanNotBeAsked:
    @pytest.mark.parametrize(
        ("wanted", "field"),
        [
            ({"learners": []}, "learners"),
            ({"learners": [str(number) for number in range(1001)]}, "learners"),
            ({"learners": ["ada", ""]}, "learners.1"),
            ({"learners": ["ada", "x" * 201]}, "learners.1"),
            ({"learners": ["ada", "bob", "ada"]}, "learners.2"),
            ({"learners": ["ada"], "days": 0}, "days"),
            ({"learners": ["ada"], "days": 367}, "days"),
        ],
    )
    async def test_it_is_told_which_is_wrong(
        self, api: Running, wanted: dict[str, object], field: str
    ) -> None:
        answer = await api.client.post(LINKS, json=wanted, headers=await api.key(*INSTRUCTOR))
        assert_problem(answer, 422, "invalid-request", field)

    async def test_a_thousand_with_the_longest_names_fit(self, api: Running) -> None:
        names = [f"{number:03}{'x' * 197}" for number in range(1000)]
        answer = await made(api, await api.key(*INSTRUCTOR), learners=names)
        assert len(answer["links"]) == 1000

    async def test_a_body_that_is_too_large(self, api: Running) -> None:
        wanted = {"learners": ["x" * 2**20]}
        answer = await api.client.post(LINKS, json=wanted, headers=await api.key(*INSTRUCTOR))
        assert_problem(answer, 413, "body-too-large")


class TestWhatIsTold:
    async def test_the_audit_log_has_who_how_many_and_until_when(self, api: Running) -> None:
        names = ["ada-lovelace", "bob"]  # no random identifier has the first
        answer = await made(api, await api.key(*INSTRUCTOR), learners=names)
        found = await api.client.get(
            "/api/v1/audit?action=learner_links_made", headers=await api.key("admin")
        )
        [entry] = found.json()["entries"]
        assert (entry["subject"], entry["site"]) == ("practice", "practice")
        ends = datetime.fromisoformat(entry["details"]["expires_at"])
        assert ends == datetime.fromisoformat(answer["expires_at"])
        assert entry["details"]["links"] == 2
        assert names[0] not in found.text

    async def test_no_cache_and_no_log_has_a_link(
        self, api: Running, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
    ) -> None:
        headers = await api.key(*INSTRUCTOR)
        with caplog.at_level(logging.DEBUG):
            answer = await api.client.post(LINKS, json={"learners": ["ada"]}, headers=headers)
        assert answer.headers["cache-control"] == "no-store"
        printed = capfd.readouterr()
        logged = caplog.text + printed.out + printed.err
        assert "/learners/links" in logged
        assert "njt_" not in logged

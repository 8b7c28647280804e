"""Users of an identity provider sign in, in a real browser."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pydantic import SecretStr

from app.settings import OidcSettings, Settings
from tests.app.oidc.provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider, identity_provider
from tests.e2e.browser import shortcomings
from tests.e2e.conftest import Visiting
from tests.e2e.problem import write_problem
from tests.e2e.servers import KeyedServer

PROBLEM = "/problems/scale_rows"


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    """On localhost, which is another site than the judge's 127.0.0.1 to a browser."""
    with identity_provider() as provider:
        yield provider


@pytest.fixture
def judge(tmp_path: Path, provider: IdentityProvider) -> Iterator[KeyedServer]:
    bound = socket.create_server(("127.0.0.1", 0))
    provider.judge_url = f"http://127.0.0.1:{bound.getsockname()[1]}"
    settings = Settings(
        data_dir=tmp_path / "data",
        problems_dir=write_problem(tmp_path / "problems"),
        public_url=provider.judge_url,
        oidc=OidcSettings(
            issuer=provider.url,
            client_id=CLIENT_ID,
            client_secret=SecretStr(CLIENT_SECRET),
            site="course",
            name="Example College",
            instructor_value="instructors",
        ),
    )
    with KeyedServer(settings, bound) as server:
        yield server


def test_a_learner_and_an_instructor_sign_in(
    judge: KeyedServer, provider: IdentityProvider, visiting: Visiting
) -> None:
    ada, grace = visiting(judge.url), visiting(judge.url)
    ada.expect("403")
    page = ada.open(PROBLEM)
    assert shortcomings(page) == []
    page.get_by_role("link", name="Sign in with Example College").click()
    page.get_by_role("link", name="ada").click()
    expect(page.get_by_role("heading", name="Scale the Rows")).to_be_visible()
    assert page.url == f"{judge.url}{PROBLEM}"
    expect(page.locator(".who")).to_have_text("id-of-ada")
    expect(page.get_by_role("link", name="Authoring")).to_have_count(0)

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in with Example College")).to_be_visible()
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()

    provider.changes = {"aud": "another application"}
    page.get_by_role("link", name="Sign in with Example College").click()
    page.get_by_role("link", name="ada").click()
    expect(page.get_by_text("is for another application")).to_be_visible()
    assert shortcomings(page) == []
    provider.changes = {}

    authoring = grace.open("/sign-in")
    authoring.get_by_role("link", name="Sign in with Example College").click()
    authoring.get_by_role("link", name="grace").click()
    authoring.get_by_role("link", name="Authoring").click()
    expect(authoring.get_by_role("link", name="Scale the Rows")).to_be_visible()

"""Signing in at a provider, as it should be."""

import asyncio
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import httpx
import pytest
from joserfc.jwk import ECKey

from app.auth.key_repository import KeyStore
from tests.app.oidc.conftest import Starting
from tests.app.oidc.provider import CALLBACK, CLIENT_ID, IdentityProvider
from tests.app.oidc.signing_in import BEGIN, JUDGE, SESSION, SigningIn
from tests.app.running import Running

pytestmark = pytest.mark.anyio

DISCOVERY = "/.well-known/openid-configuration"


class TestBeginning:
    async def test_the_page_offers_it(self, starting: Starting) -> None:
        async with starting(name="Example <College>") as oidc:
            page = await oidc.api.client.get("/sign-in?next=/problems/double?a=1%26b=2")
            assert "Sign in with Example &lt;College&gt;" in page.text
            assert f'href="{BEGIN}?next=/problems/double%3Fa%3D1%26b%3D2"' in page.text

    async def test_it_is_off_unless_it_is_set(self, api: Running) -> None:
        assert (await api.client.get(BEGIN)).status_code == 404
        assert (await api.client.get(CALLBACK)).status_code == 404
        assert BEGIN not in (await api.client.get("/sign-in")).text

    async def test_the_provider_is_asked_who_it_is(self, oidc: SigningIn) -> None:
        asked = dict(parse_qsl(await oidc.begin()))
        secrets = {asked.pop(each) for each in ("state", "nonce", "code_challenge")}
        assert {len(each) for each in secrets} == {43}
        assert len(secrets) == 3
        assert asked == {
            "theme": "plain",
            "response_type": "code",
            "client_id": CLIENT_ID,
            "redirect_uri": f"{JUDGE}{CALLBACK}",
            "scope": "openid profile email",
            "code_challenge_method": "S256",
        }

    async def test_the_cookie_is_for_the_way_back_only(self, starting: Starting) -> None:
        async with starting("https://judge.example") as oidc:
            answer = await oidc.api.client.get(BEGIN)
            assert answer.headers["Cache-Control"] == "no-store"
            kept, *attributes = answer.headers["Set-Cookie"].split("; ")
            assert {each.lower() for each in attributes} == {
                *("max-age=600", f"path={BEGIN}", "secure", "httponly", "samesite=lax")
            }
            assert len(kept) < 4096


class TestSigningIn:
    async def test_a_learner(self, oidc: SigningIn) -> None:
        answer = await oidc.sign_in("ada", "/problems/double?assignment=a")
        assert answer.status_code == 303
        assert answer.headers["Location"] == "/problems/double?assignment=a"
        learner = {"site": "course", "learner": "id-of-ada", "scopes": ["read", "submit"]}
        assert await oidc.who() == learner | {"course": None}
        # The cookie of the sign-in has served its purpose.
        assert list(oidc.api.client.cookies) == ["nnx_judge_session"]

    async def test_an_instructor(self, oidc: SigningIn) -> None:
        await oidc.sign_in("grace")
        instructor = {"site": "course", "learner": None, "scopes": ["author", "read", "submit"]}
        assert await oidc.who() == instructor | {"course": None}

    async def test_an_instructor_has_one_key_however_often(self, oidc: SigningIn) -> None:
        for _ in range(2):
            await oidc.sign_in("grace")
        [key] = [each for each in await KeyStore(oidc.api.database).all() if each.site == "course"]
        assert key.name == "id-of-grace (OpenID Connect)"
        admin = await oidc.api.key("admin")
        log = await oidc.api.client.get(
            "/api/v1/audit", params={"action": "key_created", "subject": key.id}, headers=admin
        )
        [entry] = log.json()["entries"]
        assert entry["origin"] == "127.0.0.1"

    async def test_users_may_be_named_by_another_claim(self, starting: Starting) -> None:
        async with starting(user_claim="email") as oidc:
            await oidc.sign_in("ada")
            assert (await oidc.who() or {})["learner"] == "ada@course.example"

    async def test_the_session_is_as_any_other(self, starting: Starting) -> None:
        async with starting("https://judge.example") as oidc:
            begun = await oidc.api.client.get(BEGIN)
            url = oidc.provider.authorize(begun.headers["Location"].partition("?")[2], "ada")
            kept = begun.headers["Set-Cookie"].partition(";")[0]
            answer = await oidc.api.client.get(url, headers={"Cookie": kept})
            session, *attributes = answer.headers.get_list("Set-Cookie")[0].split("; ")
            assert session.startswith("nnx_judge_session=")
            assert {"HttpOnly", "Secure", "SameSite=lax"} <= set(attributes)

    async def test_it_lasts_a_day_at_work(self, oidc: SigningIn) -> None:
        before = datetime.now(UTC)
        await oidc.sign_in("ada")
        [cookie] = oidc.api.client.cookies.jar
        assert cookie.expires is not None
        lasts = datetime.fromtimestamp(cookie.expires, UTC) - before
        assert timedelta(hours=1) < lasts <= timedelta(hours=12, minutes=1)

    async def test_signing_out_ends_it(self, oidc: SigningIn) -> None:
        await oidc.sign_in("grace")
        kept = httpx.Cookies(oidc.api.client.cookies)
        assert (await oidc.api.client.delete(SESSION)).status_code == 204
        oidc.api.client.cookies.update(kept)
        assert await oidc.who() is None

    async def test_two_may_be_under_way_in_a_browser(self, oidc: SigningIn) -> None:
        first, second = await oidc.begin("/track"), await oidc.begin("/submissions")
        for query, leads_to in ((first, "/track"), (second, "/submissions")):
            answer = await oidc.finish(oidc.provider.authorize(query, "ada"))
            assert answer.headers["Location"] == leads_to


class TestProviders:
    async def test_what_it_says_of_itself_is_read_once(self, oidc: SigningIn) -> None:
        await asyncio.gather(*(oidc.begin() for _ in range(5)))
        for _ in range(2):
            await oidc.sign_in("ada")
        assert [oidc.provider.requests.count(path) for path in (DISCOVERY, "/jwks")] == [1, 1]

    async def test_one_that_takes_the_secret_in_the_form(
        self, oidc: SigningIn, provider: IdentityProvider
    ) -> None:
        provider.auth_methods = ["client_secret_post"]
        assert (await oidc.sign_in("ada")).status_code == 303

    async def test_one_that_signs_by_another_algorithm(
        self, oidc: SigningIn, provider: IdentityProvider
    ) -> None:
        provider.key, provider.algorithm = ECKey.generate_key("P-256", auto_kid=True), "ES256"
        assert (await oidc.sign_in("ada")).status_code == 303


async def test_it_leads_to_a_page_of_ours(oidc: SigningIn) -> None:
    for own in ("/", "/problems/double", "/submissions?learner=a%20b&x=1"):
        assert (await oidc.sign_in("ada", own)).headers["Location"] == own


async def test_it_leads_nowhere_else(oidc: SigningIn) -> None:
    for elsewhere in (
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "/\t/evil.example/",
        "/\n/evil.example/",
        " //evil.example/",
        "javascript:alert(1)",
        "evil.example",
        "",
        "/" + "x" * 5000,
    ):
        assert (await oidc.sign_in("ada", elsewhere)).headers["Location"] == "/"

"""Sign-ins that are refused, each with a page that says why."""

import asyncio
import base64
import json
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from app.auth.key_repository import KeyStore
from app.auth.site_repository import SiteStore
from app.jose.seal import seal, unseal
from tests.app.loopback import Answer
from tests.app.oidc.conftest import Starting
from tests.app.oidc.provider import CALLBACK, CLIENT_ID
from tests.app.oidc.signing_in import BEGIN, SigningIn
from tests.app.running import PATIENCE_S

pytestmark = pytest.mark.anyio

DISCOVERY = "/.well-known/openid-configuration"
ELSEWHERE = "https://stranger.example"
# What the cookies are sealed for.
PURPOSE = "sign-in at a provider"


def assert_refused(answer: httpx.Response, said: str, status: int = 403) -> None:
    """With a page, without a session, and kept by no cache."""
    text = " ".join(unescape(answer.text).split())
    assert said in text
    assert (answer.status_code, answer.headers["Content-Type"]) == (
        status,
        "text/html; charset=utf-8",
    )
    assert 'href="/sign-in"' in text
    assert "nnx_judge_session" not in answer.headers.get("Set-Cookie", "")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.fixture(scope="module")
def other_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"alg": "RS256", "use": "sig"}, auto_kid=True)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "another nonce": ({"nonce": "another"}, "belongs to another sign-in"),
    "no nonce": ({"nonce": None}, "can't be understood"),
    "foreign audience": ({"aud": "another"}, "for another application"),
    "several audiences, none named": ({"aud": [CLIENT_ID, "another"]}, "for another application"),
    "another party": ({"azp": "another"}, "for another application"),
    "foreign issuer": ({"iss": ELSEWHERE}, "from another service"),
    "expired": ({"exp": 1_700_000_000, "iat": 1_699_999_000}, "has expired"),
    "no expiry": ({"exp": None}, "can't be understood"),
    "from the future": ({"iat": 99_999_999_999}, "can't be understood"),
    "nobody": ({"sub": None}, "did not say who you are"),
}


class TestIdTokens:
    @pytest.mark.parametrize("name", WRONG)
    async def test_what_is_wrong_is_told(self, oidc: SigningIn, name: str) -> None:
        oidc.provider.changes, said = WRONG[name]
        assert_refused(await oidc.sign_in("ada"), said)

    async def test_another_key_of_the_same_name(self, oidc: SigningIn, other_key: RSAKey) -> None:
        query = await oidc.begin()
        claims = oidc.provider.claims("ada", dict(parse_qsl(query))["nonce"])
        named = {"alg": "RS256", "kid": oidc.provider.key.kid}
        oidc.provider.id_token = jwt.encode(named, claims, other_key)
        answer = await oidc.finish(oidc.provider.authorize(query, "ada"))
        assert_refused(answer, "is not signed by one of its keys")

    async def test_a_key_that_the_provider_does_not_have(
        self, oidc: SigningIn, other_key: RSAKey
    ) -> None:
        for _ in range(3):
            query = await oidc.begin()
            claims = oidc.provider.claims("ada", dict(parse_qsl(query))["nonce"])
            oidc.provider.id_token = oidc.provider.signed(claims, other_key)
            answer = await oidc.finish(oidc.provider.authorize(query, "ada"))
            assert_refused(answer, "is not signed by one of its keys")
        # Whoever has such tokens does not have the keys read each time.
        assert oidc.provider.requests.count("/jwks") == 1

    async def test_no_signature(self, oidc: SigningIn) -> None:
        # The provider's document says that it may come without: that is not its choice.
        query = await oidc.begin()
        claims = oidc.provider.claims("ada", dict(parse_qsl(query))["nonce"])
        payload = oidc.provider.signed(claims).split(".")[1]
        header = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
        oidc.provider.id_token = f"{header}.{payload}."
        answer = await oidc.finish(oidc.provider.authorize(query, "ada"))
        assert_refused(answer, "is not signed by one of its keys")

    async def test_a_signature_by_what_is_public(self, oidc: SigningIn) -> None:
        query = await oidc.begin()
        claims = oidc.provider.claims("ada", dict(parse_qsl(query))["nonce"])
        public = OctKey.import_key(json.dumps(oidc.provider.key.as_dict(private=False)))
        named = {"alg": "HS256", "kid": oidc.provider.key.kid}
        oidc.provider.id_token = jwt.encode(named, claims, public, ["HS256"])
        answer = await oidc.finish(oidc.provider.authorize(query, "ada"))
        assert_refused(answer, "is not signed by one of its keys")

    async def test_an_address_that_is_not_verified(self, starting: Starting) -> None:
        async with starting(user_claim="email") as oidc:
            oidc.provider.changes = {"email_verified": False}
            assert_refused(await oidc.sign_in("ada"), "has not verified your e-mail address")


class TestStates:
    async def test_one_that_is_used_again(self, oidc: SigningIn) -> None:
        query = await oidc.begin()
        kept = httpx.Cookies(oidc.api.client.cookies)
        url = oidc.provider.authorize(query, "ada")
        assert (await oidc.finish(url)).status_code == 303
        assert_refused(await oidc.finish(url), "was not begun in this browser")
        # Not even by a browser that has kept the cookie: the provider takes its code once.
        oidc.api.client.cookies.update(kept)
        assert_refused(await oidc.finish(url), "was used before")

    async def test_another_browser_s(self, oidc: SigningIn) -> None:
        url = oidc.provider.authorize(await oidc.begin(), "ada")
        cookies = oidc.api.client.cookies
        [theirs] = cookies.jar
        cookies.clear()
        assert_refused(await oidc.finish(url), "was not begun in this browser")
        # Nor by a cookie of its own under the other's name.
        await oidc.begin()
        [own] = cookies.jar
        cookies.clear()
        cookies.set(theirs.name, own.value or "", theirs.domain, theirs.path)
        assert_refused(await oidc.finish(url), "was not begun in this browser")

    async def test_one_from_long_ago(self, oidc: SigningIn) -> None:
        url = oidc.provider.authorize(await oidc.begin(), "ada")
        cookies = oidc.api.client.cookies
        [cookie] = cookies.jar
        secret = await SiteStore(oidc.api.database).webhook_secret("course")
        kept = unseal(secret or "", PURPOSE, cookie.value or "")
        assert kept is not None
        cookies.set(cookie.name, seal(secret or "", PURPOSE, kept, -1), cookie.domain, cookie.path)
        assert_refused(await oidc.finish(url), "was begun too long ago")

    @pytest.mark.parametrize("state", [None, "", "made up"])
    async def test_none_that_is_ours(self, oidc: SigningIn, state: str | None) -> None:
        told = {"code": "c"} if state is None else {"code": "c", "state": state}
        answer = await oidc.finish(f"{CALLBACK}?{urlencode(told)}")
        assert_refused(answer, "was not begun in this browser")

    async def test_an_answer_of_another_provider(self, oidc: SigningIn) -> None:
        url = oidc.provider.authorize(await oidc.begin(), "ada")
        mixed_up = url.replace(urlencode({"iss": oidc.provider.url}), urlencode({"iss": ELSEWHERE}))
        assert_refused(await oidc.finish(mixed_up), "was not begun in this browser")


class TestProviders:
    async def test_what_it_answers_instead(self, oidc: SigningIn) -> None:
        state = dict(parse_qsl(await oidc.begin()))["state"]
        told = urlencode({"error": "access_denied<b>", "state": state})
        answer = await oidc.finish(f"{CALLBACK}?{told}")
        assert_refused(answer, "access_denied<b>")
        assert "<b>" not in answer.text

    async def test_a_code_that_it_did_not_give(self, oidc: SigningIn) -> None:
        state = dict(parse_qsl(await oidc.begin()))["state"]
        answer = await oidc.finish(f"{CALLBACK}?{urlencode({'code': 'x', 'state': state})}")
        assert_refused(answer, "was used before, or took too long")

    @pytest.mark.parametrize(
        "wrong",
        [
            Answer(500, "text/plain", b""),
            Answer(302, "text/plain", b""),
            Answer(200, "application/json", b"[]"),
            Answer(200, "application/json", b" " * 2**19),
        ],
        ids=["fails", "redirects", "no document", "too large"],
    )
    @pytest.mark.parametrize("path", [DISCOVERY, "/jwks", "/token"])
    async def test_one_that_does_not_answer_as_it_should(
        self, oidc: SigningIn, path: str, wrong: Answer
    ) -> None:
        oidc.provider.answers = {path: wrong}
        answer = await oidc.finish(BEGIN) if path == DISCOVERY else await oidc.sign_in("ada")
        assert_refused(answer, "does not answer as it should", 502)
        # It is tried again: the provider may be back.
        oidc.provider.answers = {}
        assert (await oidc.sign_in("ada")).status_code == 303

    @pytest.mark.parametrize(
        "changes",
        [
            {"issuer": ELSEWHERE},
            {"authorization_endpoint": "javascript:alert(1)"},
            {"token_endpoint": "http://stranger.example/token"},
            {"jwks_uri": None},
        ],
        ids=str,
    )
    async def test_one_that_says_something_strange_of_itself(
        self, oidc: SigningIn, changes: dict[str, Any]
    ) -> None:
        document = oidc.provider.document() | changes
        oidc.provider.answers = {
            DISCOVERY: Answer(200, "application/json", json.dumps(document).encode())
        }
        assert_refused(await oidc.finish(BEGIN), "does not answer as it should", 502)

    async def test_one_that_does_not_know_the_judge(
        self, oidc: SigningIn, caplog: pytest.LogCaptureFixture
    ) -> None:
        refusal = Answer(401, "application/json", b'{"error": "invalid_client"}')
        oidc.provider.answers = {"/token": refusal}
        assert_refused(await oidc.sign_in("ada"), "does not answer as it should", 502)
        assert "the token endpoint answered 401 invalid_client" in caplog.text


async def test_an_instructor_whose_key_was_revoked(oidc: SigningIn) -> None:
    await oidc.sign_in("grace")
    keys = KeyStore(oidc.api.database)
    [key] = [each for each in await keys.all() if each.site == "course"]
    await keys.revoke(key.id)
    assert await oidc.who() is None
    assert_refused(await oidc.sign_in("grace"), "Your access was revoked")


async def test_the_audit_log_tells_of_it(oidc: SigningIn) -> None:
    admin = await oidc.api.key("admin")
    for _ in range(3):
        await oidc.finish(f"{CALLBACK}?code=c&state=made-up")
    for _ in range(100 * PATIENCE_S):
        log = await oidc.api.client.get(
            "/api/v1/audit", params={"action": "sign_in_refused"}, headers=admin
        )
        if found := log.json()["entries"]:
            break
        await asyncio.sleep(0.01)
    assert {(each["subject"], each["origin"]) for each in found} == {
        ("provider_sign_in", "127.0.0.1")
    }

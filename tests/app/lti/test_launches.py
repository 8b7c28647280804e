import json
import time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from app.auth.learner_token import read_unverified
from app.core.outbound_http import OutboundHttp
from app.jose.signature import SignatureChecker
from app.settings import Settings
from tests.app.lti.launching import IN_WINDOW, JUDGE, Launching, token_of
from tests.app.lti.platform import CLAIM, CLIENT_ID, LearningPlatform
from tests.app.running import Running, running
from tests.app.scripted_judge import ScriptedJudge

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def other_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"alg": "RS256", "use": "sig"}, auto_kid=True)


class TestBeginning:
    async def test_the_platform_is_asked_who_its_user_is(self, lti: Launching) -> None:
        asked = (await lti.begin("ada")).asked
        assert asked.pop("state") != asked.pop("nonce")
        assert asked == {
            "theme": "plain",
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": CLIENT_ID,
            "redirect_uri": f"{JUDGE}/lti/launch",
            "login_hint": "ada",
            "lti_message_hint": "a hint",
        }

    async def test_a_form_does_as_a_link(self, lti: Launching) -> None:
        form = lti.platform.login("ada", JUDGE, "a hint")
        answer = await lti.api.client.post("/lti/login", data=form)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith(f"{lti.platform.url}/auth?")

    async def test_the_cookie_comes_back_from_a_frame_too(self, lti: Launching) -> None:
        answer = await lti.api.client.get("/lti/login", params=lti.platform.login("ada", JUDGE))
        attributes = answer.headers["Set-Cookie"].split("; ")[1:]
        assert set(attributes) == {
            *("Max-Age=600", "Path=/lti", "Secure", "HttpOnly", "SameSite=None", "Partitioned")
        }

    @pytest.mark.parametrize(
        ("changes", "status", "said"),
        [
            ({"iss": "https://stranger.example"}, 403, "not known here"),
            ({"client_id": "another"}, 403, "not known here"),
            ({"login_hint": ""}, 400, "login_hint"),
            ({"lti_message_hint": "x" * 10_000}, 400, "lti_message_hint"),
        ],
    )
    async def test_others_are_told_why_not(
        self, lti: Launching, changes: dict[str, str], status: int, said: str
    ) -> None:
        form = lti.platform.login("ada", JUDGE) | changes
        answer = await lti.api.client.post("/lti/login", data=form)
        assert answer.status_code == status
        assert said in answer.text


async def test_a_new_key_of_the_platform_is_read(
    lti: Launching, platform: LearningPlatform, other_key: RSAKey
) -> None:
    http = OutboundHttp()
    keys = SignatureChecker(http, ["RS256"], again_after_s=0.0)
    for key in (platform.key, other_key):
        platform.published = [key]
        message = platform.signed({"iss": "somebody"}, key)
        assert await keys.claims(lti.registered.jwks_url, message) == {"iss": "somebody"}
    await http.close()


class TestOpening:
    async def test_in_a_frame_the_token_says_who_it_is(self, lti: Launching) -> None:
        answer = await lti.launch("ada")
        assert answer.headers["Location"].startswith("/embed/double#token=")
        headers = {"Authorization": f"Bearer {token_of(answer)}"}
        who = (await lti.api.client.get("/api/v1/session", headers=headers)).json()
        who_is = {"site": "course", "learner": "ada", "scopes": ["read", "submit"], "course": None}
        assert who == who_is
        # A frame's cookies may be kept apart, and would be those of nobody else.
        assert "Set-Cookie" not in answer.headers

    async def test_in_a_window_a_session_does(self, lti: Launching) -> None:
        answer = await lti.launch("ada", headers=IN_WINDOW)
        assert answer.headers["Location"] == "/problems/double"
        kept, *attributes = answer.headers["Set-Cookie"].split("; ")
        assert {"HttpOnly", "Secure", "SameSite=lax"} <= set(attributes)
        page = await lti.api.client.get("/problems/double", headers={"Cookie": kept})
        assert page.status_code == 200
        assert "ada" in page.text

    async def test_the_platform_is_believed_where_the_browser_does_not_say(
        self, lti: Launching
    ) -> None:
        told = {f"{CLAIM}/launch_presentation": {"document_target": "window"}}
        begun = await lti.begin()
        claims = lti.platform.claims("ada", begun.asked["nonce"], **told)
        answer = await lti.api.client.post(
            "/lti/launch",
            data={"id_token": lti.platform.signed(claims), "state": begun.asked["state"]},
            headers={"Cookie": begun.cookie},
        )
        assert answer.headers["Location"] == "/problems/double"

    async def test_a_custom_parameter_goes_before_the_address(self, lti: Launching) -> None:
        changes = {f"{CLAIM}/target_link_uri": JUDGE, f"{CLAIM}/custom": {"problem": "double"}}
        answer = await lti.launch(changes=changes)
        assert answer.headers["Location"].startswith("/embed/double#")

    async def test_the_token_ends_within_a_day(self, lti: Launching) -> None:
        claim = read_unverified(token_of(await lti.launch()))
        assert claim is not None
        assert 0 < claim.exp - time.time() < 24 * 3600


WRONG: dict[str, tuple[dict[str, Any], int, str]] = {
    "foreign audience": ({"aud": "another-tool"}, 403, "for another tool"),
    "several audiences, none named": ({"aud": [CLIENT_ID, "another"]}, 403, "for another tool"),
    "another party": ({"azp": "another-tool"}, 403, "for another tool"),
    "foreign issuer": ({"iss": "https://stranger.example"}, 403, "from another platform"),
    "expired": ({"exp": 1_700_000_000, "iat": 1_699_999_000}, 403, "has expired"),
    "no expiry": ({"exp": None}, 400, "exp"),
    "from the future": ({"iat": 99_999_999_999}, 400, "a time or a name"),
    "another nonce": ({"nonce": "another"}, 403, "used before"),
    "unknown deployment": ({f"{CLAIM}/deployment_id": "another"}, 403, "deployment"),
    "another version": ({f"{CLAIM}/version": "1.1"}, 400, "version"),
    "another message": ({f"{CLAIM}/message_type": "LtiOther"}, 400, "message_type"),
    "nobody": ({"sub": None}, 403, "who you are"),
    "no problem": ({f"{CLAIM}/target_link_uri": JUDGE}, 404, "names no problem"),
    "unknown problem": (
        {f"{CLAIM}/target_link_uri": f"{JUDGE}/problems/nothing"},
        404,
        "No problem has this name",
    ),
}


class TestRefusing:
    @pytest.mark.parametrize("name", WRONG)
    async def test_what_is_wrong_is_told(self, lti: Launching, name: str) -> None:
        changes, status, said = WRONG[name]
        answer = await lti.launch(changes=changes)
        assert answer.status_code == status
        assert said in answer.text
        assert "Set-Cookie" not in answer.headers

    async def test_another_key_of_the_same_name(self, lti: Launching, other_key: RSAKey) -> None:
        begun = await lti.begin()
        claims = lti.platform.claims("ada", begun.asked["nonce"])
        named = {"alg": "RS256", "kid": lti.platform.key.kid}
        answer = await lti.finish(begun, jwt.encode(named, claims, other_key))
        assert answer.status_code == 403
        assert "not signed by a key of the learning platform" in answer.text

    async def test_a_key_that_the_platform_does_not_have(
        self, lti: Launching, other_key: RSAKey
    ) -> None:
        for _ in range(3):
            begun = await lti.begin()
            claims = lti.platform.claims("ada", begun.asked["nonce"])
            answer = await lti.finish(begun, lti.platform.signed(claims, other_key))
            assert answer.status_code == 403
        # Whoever sends such messages does not have the keys read each time.
        assert lti.platform.jwks_read == 1

    async def test_another_algorithm(self, lti: Launching) -> None:
        begun = await lti.begin()
        claims = lti.platform.claims("ada", begun.asked["nonce"])
        public = json.dumps(lti.platform.key.as_dict(private=False))
        named = {"alg": "HS256", "kid": lti.platform.key.kid}
        message = jwt.encode(named, claims, OctKey.import_key(public), algorithms=["HS256"])
        assert (await lti.finish(begun, message)).status_code == 403
        header, payload, _ = lti.platform.signed(claims).split(".")
        assert (await lti.finish(begun, f"{header}.{payload}.")).status_code == 403

    async def test_a_launch_is_used_once(self, lti: Launching) -> None:
        begun = await lti.begin()
        message = lti.platform.signed(lti.platform.claims("ada", begun.asked["nonce"]))
        assert (await lti.finish(begun, message)).status_code == 303
        again = await lti.finish(begun, message)
        assert again.status_code == 403
        assert "used before" in again.text

    async def test_another_browser(self, lti: Launching) -> None:
        begun = await lti.begin()
        message = lti.platform.signed(lti.platform.claims("ada", begun.asked["nonce"]))
        other = await lti.begin()
        for cookie in ("", other.cookie, f"{begun.cookie}x"):
            answer = await lti.finish(begun, message, {"Cookie": cookie})
            assert answer.status_code == 403
            assert "Allow cookies" in answer.text.replace("\n", " ")
        # Nothing of that has used it up.
        assert (await lti.finish(begun, message)).status_code == 303

    @pytest.mark.parametrize("state", ["made up", "a.b.c"])
    async def test_a_state_that_is_not_ours(self, lti: Launching, state: str) -> None:
        answer = await lti.api.client.post("/lti/launch", data={"id_token": "x", "state": state})
        assert answer.status_code == 403
        assert "not begun here" in answer.text

    async def test_what_the_platform_answers_instead(self, lti: Launching) -> None:
        form = {"error": "login_required<b>", "state": "x"}
        answer = await lti.api.client.post("/lti/launch", data=form)
        assert answer.status_code == 403
        assert "login_required&lt;b&gt;" in answer.text

    @pytest.mark.parametrize(
        "jwks",
        [(500, b""), (302, b""), (200, b"[]"), (200, b'{"keys": 3}'), (200, b" " * 2**19)],
        ids=["fails", "redirects", "no set", "no keys", "too large"],
    )
    async def test_keys_that_cannot_be_read(self, lti: Launching, jwks: tuple[int, bytes]) -> None:
        lti.platform.jwks_answer = jwks
        answer = await lti.launch()
        assert answer.status_code == 502
        assert "keys can&#39;t be read" in answer.text
        # It is tried again: the platform may be back.
        lti.platform.jwks_answer = None
        assert (await lti.launch()).status_code == 303

    async def test_a_body_has_a_bound(self, lti: Launching) -> None:
        answer = await lti.api.client.post("/lti/launch", data={"id_token": "x" * 2**17})
        assert answer.status_code == 413

    async def test_the_platform_may_show_why_in_its_frame(self, lti: Launching) -> None:
        answer = await lti.launch(changes={"aud": "another-tool"})
        policy = answer.headers["Content-Security-Policy"]
        assert f"frame-ancestors {lti.platform.url}" in policy


async def test_it_is_off_unless_an_address_is_set(api: Running) -> None:
    assert (await api.client.get("/lti/jwks")).status_code == 404
    assert (await api.client.get("/lti/login")).status_code == 404


async def test_no_key_is_there_before_a_platform(
    settings: Settings, judge: ScriptedJudge, platform: LearningPlatform
) -> None:
    changed = settings.model_copy(update={"public_url": JUDGE})
    async with running(changed, judge) as api:
        assert (await api.client.get("/lti/jwks")).json() == {"keys": []}
        answer = await api.client.get("/lti/login", params=platform.login("ada", JUDGE))
        assert answer.status_code == 403


async def test_only_public_parts_of_a_key_are_published(lti: Launching) -> None:
    [key] = (await lti.api.client.get("/lti/jwks")).json()["keys"]
    assert key.keys() == {"kty", "n", "e", "kid", "alg", "use"}

"""A learning platform of our own, on loopback. It checks what the judge signs, as it should."""

import html
import json
import queue
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from joserfc.jwt import JWTClaimsRegistry

from app.lti.schemas import PlatformRequest
from tests.app.loopback import Answer, page, serving, signing_key

CLAIM = "https://purl.imsglobal.org/spec/lti/claim"
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim"
GRADES = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
SCORE_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
INSTRUCTOR = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"
CLIENT_ID = "client-of-the-judge"
DEPLOYMENT = "deployment-1"
PATIENCE_S = 30


@dataclass(frozen=True, slots=True)
class Score:
    """A score that the gradebook has taken."""

    item: str
    query: str
    body: Mapping[str, Any]


class LearningPlatform:
    """Its users are whoever a login hint names.

    `answers` has the statuses of the gradebook's next answers, in order; then it takes all.
    """

    def __init__(self, port: int) -> None:
        self.url = f"http://localhost:{port}"
        self.key = signing_key()
        self.published = [self.key]
        self.tool_url = ""
        # Reads the judge's public keys.
        self.tool_keys: Callable[[], Any] = dict
        self.answers: list[int] = []
        self.jwks_answer: tuple[int, bytes] | None = None
        self.jwks_read = 0
        self.tokens_given = 0
        self.links: list[dict[str, Any]] = []
        self.gradebook: dict[tuple[str, str], float] = {}
        self.faults: list[str] = []
        self.held = threading.Event()
        self.held.set()
        self.asked = threading.Semaphore(0)
        self._assertions: set[str] = set()
        self._tokens: set[str] = set()
        self._scores: queue.Queue[Score] = queue.Queue()

    def registration(self, site: str = "course") -> PlatformRequest:
        return PlatformRequest(
            site=site,
            issuer=self.url,
            client_id=CLIENT_ID,
            deployments=(DEPLOYMENT,),
            login_url=f"{self.url}/auth?theme=plain",
            token_url=f"{self.url}/token",
            jwks_url=f"{self.url}/jwks",
        )

    def login(self, user: str, target: str, hint: str = "") -> dict[str, str]:
        """What the platform begins a launch with."""
        return {
            "iss": self.url,
            "login_hint": user,
            "target_link_uri": target,
            "lti_message_hint": hint,
            "client_id": CLIENT_ID,
        }

    def claims(self, user: str, nonce: str, /, **changes: Any) -> dict[str, Any]:
        """Of a learner who follows a link to the problem `double`; what is None is left out."""
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "sub": user,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            f"{CLAIM}/message_type": "LtiResourceLinkRequest",
            f"{CLAIM}/version": "1.3.0",
            f"{CLAIM}/deployment_id": DEPLOYMENT,
            f"{CLAIM}/target_link_uri": "https://judge.example/problems/double",
            f"{CLAIM}/resource_link": {"id": "link-1"},
            f"{CLAIM}/roles": [LEARNER],
            GRADES: {
                "scope": [SCORE_SCOPE],
                "lineitems": f"{self.url}/items",
                "lineitem": f"{self.url}/items/7?type=1",
            },
            **changes,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def choosing(self, **settings: Any) -> dict[str, Any]:
        """The claims of an instructor who is to choose a problem, for `claims`."""
        return {
            f"{CLAIM}/message_type": "LtiDeepLinkingRequest",
            f"{CLAIM}/roles": [INSTRUCTOR],
            f"{DEEP_LINKING}/deep_linking_settings": {
                "deep_link_return_url": f"{self.url}/links",
                "accept_types": ["link", "ltiResourceLink"],
                "accept_presentation_document_targets": ["iframe", "window"],
                "data": "as the platform gave it",
                **settings,
            },
        }

    def signed(self, claims: Mapping[str, Any], key: RSAKey | None = None) -> str:
        signing = key or self.key
        return jwt.encode({"alg": "RS256", "kid": signing.kid}, dict(claims), signing)

    def take_link(self, message: str) -> dict[str, Any]:
        """The only link of a message that the judge has signed."""
        told = self._told(message, audience=self.url)
        assert told[f"{CLAIM}/message_type"] == "LtiDeepLinkingResponse"
        assert told[f"{CLAIM}/version"] == "1.3.0"
        assert told[f"{CLAIM}/deployment_id"] == DEPLOYMENT
        assert told[f"{DEEP_LINKING}/data"] == "as the platform gave it"
        [link] = told[f"{DEEP_LINKING}/content_items"]
        self.links.append(link)
        return dict(link)

    def next_score(self) -> Score:
        return self._scores.get(timeout=PATIENCE_S)

    @property
    def has_all_scores_read(self) -> bool:
        return self._scores.empty()

    def _told(self, message: str, audience: str) -> dict[str, Any]:
        """What a message says, if the judge has signed it for us."""
        keys = KeySet.import_key_set(self.tool_keys())
        token = jwt.decode(message, keys, algorithms=["RS256"])
        JWTClaimsRegistry(
            iss={"essential": True, "value": CLIENT_ID},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            iat={"essential": True},
        ).validate(token.claims)
        return token.claims

    def _give_token(self, form: Mapping[str, str]) -> dict[str, Any]:
        assert form["grant_type"] == "client_credentials"
        assert form["scope"] == SCORE_SCOPE
        assert form["client_assertion_type"].endswith(":jwt-bearer")
        told = self._told(form["client_assertion"], audience=f"{self.url}/token")
        assert told["sub"] == CLIENT_ID
        assert told["jti"] not in self._assertions
        self._assertions.add(told["jti"])
        token = secrets.token_urlsafe()
        self._tokens.add(token)
        self.tokens_given += 1
        return {"access_token": token, "token_type": "Bearer", "expires_in": 3600}

    def _take_score(self, path: str, headers: Mapping[str, str], body: bytes) -> int:
        assert headers["content-type"] == "application/vnd.ims.lis.v1.score+json"
        if headers["authorization"].removeprefix("Bearer ") not in self._tokens:
            return 401
        self.asked.release()
        assert self.held.wait(PATIENCE_S)
        if self.answers:
            status = self.answers.pop(0)
            if status == 401:
                self._tokens.clear()
            return status
        parts = urlsplit(path)
        score = json.loads(body)
        item = parts.path.removesuffix("/scores")
        self.gradebook[item, score["userId"]] = score["scoreGiven"] / score["scoreMaximum"]
        self._scores.put(Score(item, parts.query, score))
        return 204

    def _sign_in(self, query: Mapping[str, str]) -> str:
        """Answer the judge's question who the user is, by a form for it in their browser."""
        assert query["redirect_uri"] == f"{self.tool_url}/lti/launch"
        assert query["client_id"] == CLIENT_ID
        assert query["response_type"] == "id_token"
        assert query["response_mode"] == "form_post"
        target = query["lti_message_hint"]
        changes = self.choosing() if target == "choose" else self._link_claims(int(target))
        message = self.signed(self.claims(query["login_hint"], query["nonce"], **changes))
        fields = {"id_token": message, "state": query["state"]}
        inputs = "".join(
            f'<input type="hidden" name="{name}" value="{html.escape(value)}">'
            for name, value in fields.items()
        )
        return (
            f'<form method="post" action="{query["redirect_uri"]}">{inputs}</form>'
            "<script>document.forms[0].submit()</script>"
        )

    def _link_claims(self, number: int) -> dict[str, Any]:
        link = self.links[number]
        grades = {"scope": [SCORE_SCOPE], "lineitem": f"{self.url}/items/{number}"}
        return {
            f"{CLAIM}/target_link_uri": link["url"],
            f"{CLAIM}/custom": link["custom"],
            GRADES: grades,
        }

    def launch_url(self, user: str, hint: str) -> str:
        """Where the platform's pages lead a user who opens a link, or is to choose a problem."""
        return f"{self.tool_url}/lti/login?{urlencode(self.login(user, self.tool_url, hint))}"

    def _page(self, path: str, query: Mapping[str, str]) -> str | None:
        if path == "/course":
            # In a frame, as most platforms show a tool.
            frame = html.escape(self.launch_url(query["user"], query["open"]))
            return f'<h1>A course</h1><iframe title="Tool" width=1000 height=900 src="{frame}">'
        if path == "/gradebook":
            return "<h1>Grades</h1><table>" + "".join(
                f"<tr><td>{html.escape(user)}<td>{score:.0%}"
                for (_, user), score in self.gradebook.items()
            )
        return self._sign_in(query) if path == "/auth" else None

    def get(self, target: str, _: Mapping[str, str]) -> Answer:
        parts = urlsplit(target)
        if parts.path == "/jwks":
            self.jwks_read += 1
            keys = {"keys": [key.as_dict(private=False) for key in self.published]}
            status, body = self.jwks_answer or (200, json.dumps(keys).encode())
            return Answer(status, "application/json", body)
        content = self._page(parts.path, dict(parse_qsl(parts.query)))
        return Answer(404, "text/plain", b"") if content is None else page(content)

    def post(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        if path == "/token":
            given = self._give_token(dict(parse_qsl(body.decode())))
            return Answer(200, "application/json", json.dumps(given).encode())
        if path == "/links":
            link = self.take_link(dict(parse_qsl(body.decode()))["JWT"])
            return Answer(200, "text/html", f"<!doctype html><p>Added: {link['title']}".encode())
        return Answer(self._take_score(path, headers, body), "text/plain", b"")


@contextmanager
def learning_platform() -> Iterator[LearningPlatform]:
    with serving(LearningPlatform) as platform:
        try:
            yield platform
        finally:
            # What a test has held is answered before the server ends.
            platform.held.set()

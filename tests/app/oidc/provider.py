"""An identity provider of our own, on loopback. It checks what the judge sends, as it should."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from tests.app.loopback import Answer, page, serving, signing_key

CLIENT_ID = "the judge"
# What a form encodes: both are encoded before they are joined.
CLIENT_SECRET = "secret: 50% + more"
CALLBACK = "/sign-in/provider/callback"
INSTRUCTORS = ("grace",)


@dataclass(frozen=True, slots=True)
class _Grant:
    """What a code stands for."""

    user: str
    nonce: str
    challenge: str
    redirect_uri: str


class IdentityProvider:
    """Its users are whoever says so; `grace` is an instructor."""

    def __init__(self, port: int) -> None:
        self.url = f"http://localhost:{port}"
        self.judge_url = ""
        self.key: RSAKey | ECKey = signing_key()
        self.algorithm = "RS256"
        # Of the claims in ID tokens; what is None is left out.
        self.changes: dict[str, Any] = {}
        # The whole ID token, instead of one that it signs.
        self.id_token: str | None = None
        self.auth_methods = ["client_secret_basic", "private_key_jwt"]
        # Answers instead of its own, by the path.
        self.answers: dict[str, Answer] = {}
        self.requests: list[str] = []
        self.faults: list[str] = []
        self._grants: dict[str, _Grant] = {}

    def authorize(self, query: str, user: str) -> str:
        """Sign a user in whom the judge has sent; where it sends them back."""
        asked = dict(parse_qsl(query))
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["redirect_uri"] == self.judge_url + CALLBACK
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe()
        self._grants[code] = _Grant(
            user, asked["nonce"], asked["code_challenge"], asked["redirect_uri"]
        )
        told = {"code": code, "state": asked["state"], "iss": self.url}
        return f"{asked['redirect_uri']}?{urlencode(told)}"

    def claims(self, user: str, nonce: str) -> dict[str, Any]:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "sub": f"id-of-{user}",
            "email": f"{user}@course.example",
            "email_verified": True,
            "groups": ["staff", "instructors"] if user in INSTRUCTORS else ["students"],
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            **self.changes,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def signed(self, claims: Mapping[str, Any], key: RSAKey | ECKey | None = None) -> str:
        signing = key or self.key
        header = {"alg": self.algorithm, "kid": signing.kid}
        return jwt.encode(header, dict(claims), signing, algorithms=[self.algorithm])

    def get(self, target: str, _: Mapping[str, str]) -> Answer:
        parts = urlsplit(target)
        self.requests.append(parts.path)
        if parts.path in self.answers:
            return self.answers[parts.path]
        if parts.path == "/.well-known/openid-configuration":
            return _json(self.document())
        if parts.path == "/jwks":
            return _json({"keys": [self.key.as_dict(private=False)]})
        assert parts.path == "/authorize"
        *asked, (last, value) = parse_qsl(parts.query)
        if last == "user":
            return Answer(302, "text/plain", b"", self.authorize(urlencode(asked), value))
        return page(
            "<h1>Who are you?</h1>"
            + "".join(
                f'<p><a href="/authorize?{parts.query}&user={user}">{user}</a>'
                for user in ("ada", *INSTRUCTORS)
            )
        )

    def post(self, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        self.requests.append(target)
        assert target == "/token"
        if target in self.answers:
            return self.answers[target]
        form = dict(parse_qsl(body.decode()))
        assert self._client(headers, form) == (CLIENT_ID, CLIENT_SECRET)
        assert form["grant_type"] == "authorization_code"
        grant = self._grants.pop(form["code"], None)
        if grant is None:
            return _json({"error": "invalid_grant"}, 400)
        assert form["redirect_uri"] == grant.redirect_uri
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == grant.challenge
        token = self.id_token or self.signed(self.claims(grant.user, grant.nonce))
        return _json({"access_token": "unused", "token_type": "Bearer", "id_token": token})

    def document(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize?theme=plain",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "token_endpoint_auth_methods_supported": self.auth_methods,
            "id_token_signing_alg_values_supported": [self.algorithm, "none"],
        }

    def _client(self, headers: Mapping[str, str], form: Mapping[str, str]) -> tuple[str, str]:
        if "client_secret_post" in self.auth_methods:
            return form["client_id"], form["client_secret"]
        told = base64.b64decode(headers["authorization"].removeprefix("Basic ")).decode()
        client_id, _, secret = told.partition(":")
        return unquote_plus(client_id), unquote_plus(secret)


def identity_provider() -> AbstractContextManager[IdentityProvider]:
    return serving(IdentityProvider)


def _json(document: Any, status: int = 200) -> Answer:
    return Answer(status, "application/json", json.dumps(document).encode())

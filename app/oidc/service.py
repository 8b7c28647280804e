"""Signing in at the provider: the authorization code flow of OpenID Connect, with PKCE.

What the second request has to know of the first (state, nonce, verifier, where to go on) is in a
cookie that is sealed. So nothing is stored for sign-ins that nobody finishes, and whoever finishes
one is the browser that began it.
"""

import base64
import hashlib
import logging
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx

from app.audit.entry import Actor
from app.auth.sign_in import SignedIn, SignIn
from app.auth.site_service import SiteService
from app.core.outbound_http import AnswerError
from app.jose.errors import IdTokenError
from app.jose.id_token import Expected, check_id_token
from app.jose.seal import seal, unseal
from app.jose.signature import SignatureChecker
from app.oidc.errors import (
    BadIdTokenError,
    InstructorRevokedError,
    NotBegunError,
    ProviderSaysError,
    UnreachableProviderError,
)
from app.oidc.provider import Provider
from app.oidc.schemas import BegunSignIn, CallbackQuery, FinishedSignIn, SignInCookie
from app.oidc.user_claims import key_id_of, key_name_of, user_of
from app.settings import OidcSettings

CALLBACK_PATH = "/sign-in/provider/callback"
# Signing in at the provider may take a while.
_SIGN_IN_S = 600
# A day at work: after it the provider is asked again whether the user still is who they were.
_SESSION = timedelta(hours=12)
_PURPOSE = "sign-in at a provider"

_log = logging.getLogger(__name__)


class OidcService:
    """Sign-ins at the provider. Every method raises `StoreError` if the database fails."""

    def __init__(
        self,
        settings: OidcSettings,
        public_url: str,
        provider: Provider,
        keys: SignatureChecker,
        sites: SiteService,
        sign_in: SignIn,
    ) -> None:
        """Create the service.

        Args:
            settings: what the operator has set.
            public_url: the judge's address, for browsers.
            provider: the one that the settings name.
            keys: check what it signs.
            sites: have the secret that the cookies are sealed with.
            sign_in: begins the sessions.
        """
        self._settings = settings
        self._public_url = public_url
        self._provider = provider
        self._keys = keys
        self._sites = sites
        self._sign_in = sign_in

    @property
    def is_https(self) -> bool:
        """Whether browsers reach the judge by HTTPS."""
        return self._public_url.startswith("https:")

    async def begin(self, next_page: str) -> BegunSignIn:
        """Begin a sign-in that leads to `next_page`, a path of ours.

        Raises:
            UnreachableProviderError: the provider does not answer as it should.
        """
        try:
            document = await self._provider.document()
        except AnswerError as error:
            raise _unreachable(error) from None
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        asked = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": self._redirect_uri,
            "scope": self._settings.scopes,
            "state": state,
            "nonce": nonce,
            "code_challenge": _challenge(verifier),
            "code_challenge_method": "S256",
        }
        url = httpx.URL(document.authorization_endpoint).copy_merge_params(asked)
        kept = {"state": state, "nonce": nonce, "verifier": verifier, "next": next_page}
        sealed = seal(await self._secret(), _PURPOSE, kept, _SIGN_IN_S)
        return BegunSignIn(str(url), SignInCookie(_cookie_name(state), sealed, _SIGN_IN_S))

    async def finish(
        self, told: CallbackQuery, cookies: Mapping[str, str], address: str | None
    ) -> FinishedSignIn:
        """Finish a sign-in: check what the provider says, and begin a session.

        Args:
            told: what the browser brought from the provider.
            cookies: the browser's.
            address: where it is.

        Raises:
            SignInRefusedError: something about it is wrong.
            UnreachableProviderError: the provider does not answer as it should.
        """
        kept = await self._begun(told, cookies)
        if told.error is not None or told.code is None:
            raise ProviderSaysError(told.error or "no code")
        claims = await self._claims(told.code, kept["nonce"], kept["verifier"])
        begun = await self._session(claims, address)
        return FinishedSignIn(begun, kept["next"], _cookie_name(kept["state"]))

    async def _begun(self, told: CallbackQuery, cookies: Mapping[str, str]) -> dict[str, Any]:
        """What the cookie says of the sign-in that this browser began with this state."""
        if told.state is None or told.iss not in (None, self._settings.issuer):
            raise NotBegunError
        sealed = cookies.get(_cookie_name(told.state), "")
        kept = unseal(await self._secret(), _PURPOSE, sealed)
        if kept is None or kept["state"] != told.state:
            raise NotBegunError
        return kept

    async def _claims(self, code: str, nonce: str, verifier: str) -> dict[str, Any]:
        try:
            document = await self._provider.document()
            token = await self._provider.id_token(code, verifier, self._redirect_uri)
        except AnswerError as error:
            raise _unreachable(error) from None
        try:
            claims = await self._keys.claims(document.jwks_uri, token)
            check_id_token(claims, Expected(self._settings.issuer, self._settings.client_id, nonce))
        except IdTokenError as error:
            if error.fault == "keys":
                raise _unreachable(error) from None
            raise BadIdTokenError(error) from None
        return claims

    async def _session(self, claims: dict[str, Any], address: str | None) -> SignedIn:
        user = user_of(claims, self._settings)
        site = self._settings.site
        if not user.is_instructor:
            return await self._sign_in.begin_learner(site, user.name, _SESSION)
        by = Actor("api", origin=address)
        key_id = key_id_of(user, self._settings)
        begun = await self._sign_in.begin_instructor(site, key_id, key_name_of(user), _SESSION, by)
        if begun is None:
            raise InstructorRevokedError
        return begun

    @property
    def _redirect_uri(self) -> str:
        return self._public_url + CALLBACK_PATH

    async def _secret(self) -> str:
        # Random, and the same in every process; the client's secret may be one that can be guessed.
        return await self._sites.ensured_secret(self._settings.site)


def _unreachable(error: Exception) -> UnreachableProviderError:
    _log.warning("Nobody can sign in at the provider: %s", error)
    return UnreachableProviderError()


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _cookie_name(state: str) -> str:
    # One for each sign-in: somebody may begin several, in tabs.
    return f"nnx_judge_oidc_{hashlib.sha256(state.encode()).hexdigest()[:16]}"

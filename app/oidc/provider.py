"""The identity provider: where its endpoints are, and exchanging its codes for ID tokens."""

import base64
from typing import Annotated
from urllib.parse import quote_plus, urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.core.outbound_http import AnswerError, OutboundHttp
from app.core.urls import SafeUrl
from app.jose.kept import Kept
from app.oidc.errors import CodeRefusedError
from app.settings import OidcSettings

_DOCUMENT_PATH = "/.well-known/openid-configuration"
_KEPT_S = 3600.0
_FORM_TYPE = "application/x-www-form-urlencoded"
_SHOWN_OF_ERROR = 100


class ProviderDocument(BaseModel):
    """What a provider says of itself (OpenID Connect Discovery 1.0)."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    issuer: str
    authorization_endpoint: SafeUrl
    token_endpoint: SafeUrl
    jwks_uri: SafeUrl
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class _TokenAnswer(BaseModel):
    id_token: Annotated[str, Field(min_length=1)]


class _TokenError(BaseModel):
    error: str


class Provider:
    """The provider that the settings name. Its document is read at the first sign-in."""

    def __init__(self, settings: OidcSettings, http: OutboundHttp) -> None:
        self._settings = settings
        self._http = http
        self._document = Kept(self._read_document)

    async def document(self) -> ProviderDocument:
        """Return what it says of itself, which is kept for an hour.

        Raises:
            AnswerError: it can't be read, or is another provider's.
        """
        return await self._document.get(_KEPT_S)

    async def id_token(self, code: str, verifier: str, redirect_uri: str) -> str:
        """Exchange a code for the ID token of the user who brought it.

        Args:
            code: what the browser brought.
            verifier: what the challenge was made of that the provider got before (RFC 7636).
            redirect_uri: where it sent the browser.

        Raises:
            CodeRefusedError: it does not take the code.
            AnswerError: it does not answer, or does not know the judge.
        """
        document = await self.document()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        headers = {"Content-Type": _FORM_TYPE}
        client_id = self._settings.client_id
        secret = self._settings.client_secret.get_secret_value()
        methods = document.token_endpoint_auth_methods_supported
        if "client_secret_basic" in methods or "client_secret_post" not in methods:
            both = f"{quote_plus(client_id)}:{quote_plus(secret)}"
            headers["Authorization"] = f"Basic {base64.b64encode(both.encode()).decode()}"
        else:
            form |= {"client_id": client_id, "client_secret": secret}
        answer = await self._http.request(
            "POST", document.token_endpoint, headers, urlencode(form).encode()
        )
        if answer.status != 200:
            error = _error(answer.body)
            if error == "invalid_grant":
                raise CodeRefusedError
            raise AnswerError(f"the token endpoint answered {answer.status} {error}".strip())
        try:
            return _TokenAnswer.model_validate_json(answer.body).id_token
        except ValidationError:
            raise AnswerError("the token endpoint answered no ID token") from None

    async def _read_document(self) -> ProviderDocument:
        url = self._settings.issuer.rstrip("/") + _DOCUMENT_PATH
        answer = await self._http.request("GET", url)
        if answer.status != 200:
            raise AnswerError(f"{url} answered {answer.status}")
        try:
            document = ProviderDocument.model_validate_json(answer.body)
        except ValidationError as error:
            wrong = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, wrong["loc"]))
            raise AnswerError(f"{url}: {where}: {wrong['msg']}") from None
        if document.issuer != self._settings.issuer:
            raise AnswerError(f"{url} is of {document.issuer!r:.200}, another issuer")
        return document


def _error(body: bytes) -> str:
    """The name that an answer gives its error; empty where it has none."""
    try:
        return _TokenError.model_validate_json(body).error[:_SHOWN_OF_ERROR]
    except ValidationError:
        return ""

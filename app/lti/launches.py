"""Launches: a platform sends a browser here, and says who its user is.

The order is OpenID Connect's: the platform begins (`begin`), the judge sends the browser to the
platform's sign-in with a state and a nonce, and the browser comes back with a signed message
(`finish`). The state is sealed, so nothing is stored for launches that nobody finishes; a cookie
shows that the browser that comes back is the one that was sent. The message is checked by
`app.jose`: its signature by `provider_keys`, its claims by `id_token`.
"""

import hashlib
import secrets
import time
from collections.abc import Mapping
from typing import Any

import httpx
from pydantic import ValidationError

from app.assignments.service import AssignmentService
from app.auth.learner_token import LearnerClaim, sign
from app.auth.site_service import SiteService
from app.database.database import Database
from app.jose.errors import Fault, IdTokenError
from app.jose.id_token import Expected, check_id_token
from app.jose.signature import SignatureChecker
from app.lti.claims import LaunchClaims
from app.lti.deep_linking import DeepLinking
from app.lti.errors import (
    AmbiguousPlatformError,
    BadFormError,
    BadSignatureError,
    ExpiredMessageError,
    ForeignAudienceError,
    ForeignIssuerError,
    LaunchError,
    NobodyError,
    NoTargetError,
    OtherBrowserError,
    ReplayedError,
    UnknownDeploymentError,
    UnknownPlatformError,
    UnknownStateError,
    UnreachablePlatformError,
)
from app.lti.grade_outbox import GradeStore
from app.lti.platform_repository import PlatformStore
from app.lti.schemas import (
    AskedToChoose,
    BegunLaunch,
    LaunchCookie,
    LaunchForm,
    LoginForm,
    Opened,
    Platform,
)
from app.lti.tool_keys import ToolKeys
from app.problems.catalogue import Catalogue

# Signing in at the platform may take a while.
_LAUNCH_S = 600
# A lesson; after that, the link in the course opens the page anew.
_LEARNER_S = 8 * 3600
_STATE = "launch"
_REFUSALS: Mapping[Fault, type[LaunchError]] = {
    "keys": UnreachablePlatformError,
    "signature": BadSignatureError,
    "issuer": ForeignIssuerError,
    "audience": ForeignAudienceError,
    "expired": ExpiredMessageError,
    "nonce": ReplayedError,
}


class LaunchService:
    """Launches. Every method raises `StoreError` if the database fails."""

    def __init__(
        self,
        database: Database,
        public_url: str,
        keys: ToolKeys,
        platform_keys: SignatureChecker,
        deep_linking: DeepLinking,
        catalogue: Catalogue,
        assignments: AssignmentService,
    ) -> None:
        """Create the service.

        Args:
            database: where the platforms and the grades are.
            public_url: the judge's address, for browsers.
            keys: the judge's.
            platform_keys: the platforms'.
            deep_linking: for instructors who choose what to add to a course.
            catalogue: the problems that links may lead to.
            assignments: those that they may lead to.
        """
        self._platforms = PlatformStore(database)
        self._grades = GradeStore(database)
        self._sites = SiteService(database)
        self._public_url = public_url
        self._keys = keys
        self._platform_keys = platform_keys
        self._deep_linking = deep_linking
        self._catalogue = catalogue
        self._assignments = assignments

    @property
    def is_https(self) -> bool:
        """Whether browsers reach the judge by HTTPS."""
        return self._public_url.startswith("https:")

    async def begin(self, form: LoginForm) -> BegunLaunch:
        """Begin a launch: where to send the browser, to say who its user is.

        Raises:
            LaunchError: the platform is not known.
        """
        platform = await self._of(form)
        nonce = secrets.token_urlsafe(32)
        state = await self._keys.sealed(
            _STATE, {"platform": platform.id, "nonce": nonce}, _LAUNCH_S
        )
        asked = {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": platform.client_id,
            "redirect_uri": f"{self._public_url}/lti/launch",
            "login_hint": form.login_hint,
            "state": state,
            "nonce": nonce,
        }
        if form.lti_message_hint is not None:
            asked["lti_message_hint"] = form.lti_message_hint
        url = httpx.URL(platform.login_url).copy_merge_params(asked)
        return BegunLaunch(str(url), _cookie(state))

    async def finish(self, form: LaunchForm, cookies: Mapping[str, str]) -> Opened | AskedToChoose:
        """Finish a launch: check what the platform says, and tell what to show.

        Raises:
            LaunchError: something about it is wrong.
            UnknownProblemError: the link leads to a problem that is not there.
            UnknownAssignmentError: the platform's site has no such assignment.
        """
        begun = await self._keys.unsealed(_STATE, form.state)
        if begun is None:
            raise UnknownStateError
        cookie = _cookie(form.state)
        if not secrets.compare_digest(cookies.get(cookie.name, "").encode(), cookie.value.encode()):
            raise OtherBrowserError
        platform = await self._platforms.get(begun["platform"])
        if platform is None:
            raise UnknownPlatformError
        claims = _parsed(await self._told(platform, form.id_token, begun["nonce"]))
        if claims.deployment_id not in platform.deployments:
            raise UnknownDeploymentError
        # The last check, so that nothing that is refused uses it up.
        if not await self._platforms.use_nonce(begun["nonce"], _LAUNCH_S):
            raise ReplayedError
        if claims.message_type == "LtiDeepLinkingRequest":
            return await self._deep_linking.ask(platform, claims)
        return await self._open(platform, claims)

    async def _told(self, platform: Platform, message: str, nonce: str) -> dict[str, Any]:
        """What the platform says, if it is from it, for the judge, and of this launch."""
        try:
            told = await self._platform_keys.claims(platform.jwks_url, message)
            check_id_token(told, Expected(platform.issuer, platform.client_id, nonce))
        except IdTokenError as error:
            if error.fault == "content":
                raise BadFormError(error.detail) from None
            raise _REFUSALS[error.fault] from None
        return told

    async def _of(self, form: LoginForm) -> Platform:
        known = await self._platforms.of_issuer(form.iss)
        if form.client_id is not None:
            known = [platform for platform in known if platform.client_id == form.client_id]
        if not known:
            raise UnknownPlatformError
        if len(known) > 1:
            raise AmbiguousPlatformError
        return known[0]

    async def _open(self, platform: Platform, claims: LaunchClaims) -> Opened:
        if claims.sub is None:
            raise NobodyError
        opened = claims.target
        if opened is None:
            raise NoTargetError
        if opened.kind == "problem":
            self._catalogue.problem(opened.name)
        else:
            await self._assignments.get(platform.caller, opened.name)
        if claims.line_item is not None:
            await self._grades.keep(platform, claims.line_item, claims.sub, opened)
        secret = await self._sites.webhook_secret(platform.site)
        ends = int(time.time()) + _LEARNER_S
        token = sign(LearnerClaim(site=platform.site, learner=claims.sub, exp=ends), secret)
        target = None if claims.presentation is None else claims.presentation.document_target
        return Opened(opened, token, target)


def _cookie(state: str) -> LaunchCookie:
    # One for each launch: a page of a course may frame several problems.
    digest = hashlib.sha256(state.encode()).hexdigest()
    return LaunchCookie(f"nnx_judge_lti_{digest[:16]}", digest[16:], _LAUNCH_S)


def _parsed(told: dict[str, Any]) -> LaunchClaims:
    try:
        return LaunchClaims.model_validate(told)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)[0]
        raise BadFormError(f"{'.'.join(map(str, wrong['loc']))}: {wrong['msg']}") from None

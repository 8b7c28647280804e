"""Deep linking: an instructor adds a problem to a course, from within the platform."""

import secrets

from app.lti.claims import CLAIM, DEEP_LINKING, DeepLinkingSettings, LaunchClaims
from app.lti.errors import BadFormError, UnknownPlatformError, UnknownStateError
from app.lti.platform_repository import PlatformStore
from app.lti.schemas import AskedToChoose, ChoiceForm, DeepLink, Platform
from app.lti.tool_keys import ToolKeys
from app.problems.catalogue import Catalogue

# How long an instructor may take to choose.
_CHOICE_S = 3600
# The platform reads the message at once.
_MESSAGE_S = 300
_CHOICE = "choice"
_LINK = "ltiResourceLink"
# What full marks are in the gradebook; a platform may show them otherwise.
SCORE_MAXIMUM = 100


class DeepLinking:
    """Choosing a problem for a course."""

    def __init__(
        self, platforms: PlatformStore, public_url: str, keys: ToolKeys, catalogue: Catalogue
    ) -> None:
        self._platforms = platforms
        self._public_url = public_url
        self._keys = keys
        self._catalogue = catalogue

    async def ask(self, platform: Platform, claims: LaunchClaims) -> AskedToChoose:
        """Ask an instructor to choose; the launch is kept by their page, sealed.

        Raises:
            BadFormError: the platform takes no links.
        """
        settings = claims.deep_linking
        if settings is None:
            raise BadFormError("a request to choose has no deep_linking_settings")
        if _LINK not in settings.accept_types:
            raise BadFormError("it asks for something else than links to a tool")
        kept = {
            "platform": platform.id,
            "deployment": claims.deployment_id,
            "settings": settings.model_dump(mode="json"),
        }
        return AskedToChoose(await self._keys.sealed(_CHOICE, kept, _CHOICE_S))

    async def link(self, form: ChoiceForm) -> DeepLink:
        """Return the message that adds the chosen problem to the course.

        Raises:
            LaunchError: the instructor was not asked, or too long ago.
            UnknownProblemError: there is no such problem.
        """
        kept = await self._keys.unsealed(_CHOICE, form.choice)
        if kept is None:
            raise UnknownStateError
        platform = await self._platforms.get(kept["platform"])
        if platform is None:
            raise UnknownPlatformError
        settings = DeepLinkingSettings.model_validate(kept["settings"])
        problem = self._catalogue.problem(form.problem)
        title = problem.spec.title
        item = {
            "type": _LINK,
            "title": title,
            "url": f"{self._public_url}/problems/{problem.name}",
            "custom": {"problem": problem.name},
        }
        if settings.accept_lineitem:
            item["lineItem"] = {
                "label": title,
                "scoreMaximum": SCORE_MAXIMUM,
                "resourceId": problem.name,
            }
        message = {
            "iss": platform.client_id,
            "aud": platform.issuer,
            "nonce": secrets.token_urlsafe(16),
            f"{CLAIM}message_type": "LtiDeepLinkingResponse",
            f"{CLAIM}version": "1.3.0",
            f"{CLAIM}deployment_id": kept["deployment"],
            f"{DEEP_LINKING}content_items": [item],
        }
        if settings.data is not None:
            message[f"{DEEP_LINKING}data"] = settings.data
        signed = await self._keys.signed(message, _MESSAGE_S)
        return DeepLink(settings.deep_link_return_url, signed)

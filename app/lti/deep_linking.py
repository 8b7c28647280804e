"""Deep linking: an instructor adds a problem or an assignment, from within the platform."""

import secrets
from typing import Any

from app.assignments.service import AssignmentService
from app.lti.claims import CLAIM, DEEP_LINKING, DeepLinkingSettings, LaunchClaims, LinkTarget
from app.lti.current_grade import MAXIMUM_OF_PROBLEM
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
# Older ones are rarely wanted, and can be linked by hand.
_ASSIGNMENTS_SHOWN = 100


class DeepLinking:
    """Choosing what to add to a course."""

    def __init__(
        self,
        platforms: PlatformStore,
        public_url: str,
        keys: ToolKeys,
        catalogue: Catalogue,
        assignments: AssignmentService,
    ) -> None:
        self._platforms = platforms
        self._public_url = public_url
        self._keys = keys
        self._catalogue = catalogue
        self._assignments = assignments

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
        choice = await self._keys.sealed(_CHOICE, kept, _CHOICE_S)
        page = await self._assignments.find(platform.caller, None, _ASSIGNMENTS_SHOWN, None)
        return AskedToChoose(choice, page.items, are_more=page.next_cursor is not None)

    async def link(self, form: ChoiceForm) -> DeepLink:
        """Return the message that adds what was chosen to the course.

        Raises:
            LaunchError: the instructor was not asked, or too long ago, or chose nothing.
            UnknownProblemError: there is no such problem.
            UnknownAssignmentError: the platform's site has no such assignment.
        """
        kept = await self._keys.unsealed(_CHOICE, form.choice)
        if kept is None:
            raise UnknownStateError
        platform = await self._platforms.get(kept["platform"])
        if platform is None:
            raise UnknownPlatformError
        settings = DeepLinkingSettings.model_validate(kept["settings"])
        item = await self._item(platform, form, settings)
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

    async def _item(
        self, platform: Platform, form: ChoiceForm, settings: DeepLinkingSettings
    ) -> dict[str, Any]:
        """The link, with a line item where the platform takes one."""
        if form.assignment is not None:
            assignment = await self._assignments.get(platform.caller, form.assignment)
            target = LinkTarget("assignment", assignment.id)
            title, maximum = assignment.title, assignment.points
        elif form.problem is not None:
            problem = self._catalogue.problem(form.problem)
            target = LinkTarget("problem", problem.name)
            title, maximum = problem.spec.title, MAXIMUM_OF_PROBLEM
        else:
            raise BadFormError("nothing was chosen")
        item = {
            "type": _LINK,
            "title": title,
            "url": f"{self._public_url}{target.path}",
            "custom": {target.kind: target.name},
        }
        if settings.accept_lineitem:
            item["lineItem"] = {
                "label": title,
                "scoreMaximum": maximum,
                "resourceId": target.name,
            }
        return item

"""One try to tell a platform a grade, by its Assignment and Grade Services."""

import json
import secrets
import time
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from pydantic import BaseModel, ValidationError

from app.core.outbound_http import AnswerError, OutboundHttp
from app.lti.claims import SCORE_SCOPE
from app.lti.deep_linking import SCORE_MAXIMUM
from app.lti.errors import UnknownPlatformError
from app.lti.grade_outbox import GradeClaim
from app.lti.schemas import Platform
from app.lti.tool_keys import ToolKeys

_SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
_FORM_TYPE = "application/x-www-form-urlencoded"
_JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ASSERTION_S = 60
# Not used in its last seconds, so that it does not expire on the way.
_SPARE_S = 30.0
_REFUSED = 401


class _Token(BaseModel):
    access_token: str
    expires_in: float = 0.0


@dataclass(frozen=True, slots=True)
class _Kept:
    token: str
    # By the monotonic clock.
    until: float


class GradePost:
    """Tells platforms grades, and keeps the access tokens that they give for that."""

    def __init__(self, http: OutboundHttp, keys: ToolKeys) -> None:
        self._http = http
        self._keys = keys
        self._tokens: dict[str, _Kept] = {}

    async def send(self, platform: Platform, grade: GradeClaim) -> None:
        """Tell the platform a grade, and make sure that it was taken.

        Raises:
            AnswerError: it was not, or that is unknown.
            StoreError: the database failed.
        """
        score = {
            "userId": grade.learner,
            "scoreGiven": round(grade.score * SCORE_MAXIMUM, 4),
            "scoreMaximum": SCORE_MAXIMUM,
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded",
            # A platform takes no score that is older than the one it has.
            "timestamp": grade.scored_at.isoformat(timespec="milliseconds"),
        }
        headers = {
            "Authorization": f"Bearer {await self._token(platform)}",
            "Content-Type": _SCORE_TYPE,
        }
        answer = await self._http.request(
            "POST", _scores_url(grade.line_item), headers, json.dumps(score).encode()
        )
        if answer.status == _REFUSED:
            # It may have been taken back: the next try asks for another.
            self._tokens.pop(platform.id, None)
        if answer.status not in range(200, 300):
            raise AnswerError(f"the gradebook answered {answer.status}")

    async def _token(self, platform: Platform) -> str:
        kept = self._tokens.get(platform.id)
        if kept is None or time.monotonic() >= kept.until:
            kept = self._tokens[platform.id] = await self._new_token(platform)
        return kept.token

    async def _new_token(self, platform: Platform) -> _Kept:
        try:
            assertion = await self._keys.signed(
                {
                    "iss": platform.client_id,
                    "sub": platform.client_id,
                    "aud": platform.token_url,
                    "jti": secrets.token_urlsafe(16),
                },
                _ASSERTION_S,
            )
        except UnknownPlatformError:
            raise AnswerError("it was removed") from None
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": _JWT_BEARER,
            "client_assertion": assertion,
            "scope": SCORE_SCOPE,
        }
        asked_at = time.monotonic()
        answer = await self._http.request(
            "POST", platform.token_url, {"Content-Type": _FORM_TYPE}, urlencode(form).encode()
        )
        if answer.status != 200:
            raise AnswerError(f"the token endpoint answered {answer.status}")
        try:
            token = _Token.model_validate_json(answer.body)
        except ValidationError:
            raise AnswerError("the token endpoint answered no token") from None
        return _Kept(token.access_token, asked_at + token.expires_in - _SPARE_S)


def _scores_url(line_item: str) -> str:
    """The URL of a line item's scores; some platforms have a query in that of the line item."""
    parts = urlsplit(line_item)
    return parts._replace(path=f"{parts.path.rstrip('/')}/scores").geturl()

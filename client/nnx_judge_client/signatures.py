"""What a site signs, and what is signed for it, with its own secret: nothing is sent."""

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from datetime import timedelta

from pydantic import ValidationError

from nnx_judge_client.models import WebhookEvent

# As Standard Webhooks recommends.
_TOLERANCE_S = 300


class WebhookVerificationError(Exception):
    """A request does not come from the service, or comes too late."""


def verify_webhook(secret: str, headers: Mapping[str, str], body: bytes) -> WebhookEvent:
    """Return the event that a webhook tells of, if the service signed it.

    The service may send an event again: its id is the header `webhook-id`.

    Args:
        secret: the site's webhook secret, "whsec_...".
        headers: of the request; how their names are capitalized does not matter.
        body: the bytes as they came: JSON that was parsed and written again is signed otherwise.

    Raises:
        WebhookVerificationError: the signature is missing or wrong, the time is more than five
            minutes off, or the body is no event.
        ValueError: the secret is none.
    """
    given = {name.lower(): value for name, value in headers.items()}
    webhook_id, sent_at = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    signed = b".".join((webhook_id.encode(), sent_at.encode(), body))
    expected = base64.b64encode(_signature(secret, signed)).decode()
    signatures = [each.partition(",") for each in given.get("webhook-signature", "").split()]
    # Several while a secret is replaced.
    if not any(
        version == "v1" and hmac.compare_digest(signature.encode(), expected.encode())
        for version, _, signature in signatures
    ):
        raise WebhookVerificationError("the signature is not the service's")
    if not (sent_at.isdecimal() and abs(time.time() - int(sent_at)) <= _TOLERANCE_S):
        raise WebhookVerificationError("it was sent at another time")
    try:
        return WebhookEvent.model_validate_json(body)
    except ValidationError:
        raise WebhookVerificationError("the body is no event") from None


def learner_token(
    secret: str, site: str, learner: str, lifetime: timedelta = timedelta(hours=8)
) -> str:
    """Return a token by which its bearer is this learner: for a frame, a browser, or the API.

    Args:
        secret: the site's webhook secret, "whsec_...".
        site: the site's name.
        learner: the site's name for the learner, 1 to 200 characters.
        lifetime: how long the token holds, from now.

    Raises:
        ValueError: the learner's name has another length, or the secret is none.
    """
    if not 1 <= len(learner) <= 200:
        raise ValueError("a learner's name has 1 to 200 characters")
    expires_at = int(time.time() + lifetime.total_seconds())
    claim = json.dumps({"site": site, "learner": learner, "exp": expires_at})
    signed = f"njt_{_unpadded(claim.encode())}"
    return f"{signed}.{_unpadded(_signature(secret, signed.encode()))}"


def _signature(secret: str, signed: bytes) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        key = b""
    if not key:
        # Don't quote it.
        raise ValueError("a webhook secret looks like whsec_...")
    return hmac.digest(key, signed, hashlib.sha256)


def _unpadded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

"""What the client signs and verifies, against the service's own code and another library's."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook

from app.auth.learner_token import is_signed, read_unverified
from nnx_judge_client import WebhookVerificationError, learner_token, verify_webhook

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
OTHER = "whsec_" + base64.b64encode(bytes(32)).decode()
EVENT = {
    "type": "submission.cancelled",
    "timestamp": "2026-01-02T03:04:05Z",
    "data": {
        "id": "a",
        "problem": "double",
        "status": "cancelled",
        "created_at": "2026-01-02T03:04:05Z",
        "finished_at": "2026-01-02T03:04:06Z",
        "metadata": {},
    },
}


def sent(
    body: str = json.dumps(EVENT), secret: str = SECRET, age: timedelta = timedelta()
) -> tuple[dict[str, str], bytes]:
    """The headers and the body of a webhook."""
    at = datetime.now(UTC) - age
    headers = {
        "Webhook-Id": "m1",
        "Webhook-Timestamp": str(int(at.timestamp())),
        "Webhook-Signature": Webhook(secret).sign("m1", at, body),
    }
    return headers, body.encode()


class TestWebhooks:
    def test_what_the_service_signed(self) -> None:
        event = verify_webhook(SECRET, *sent())
        assert (event.type, event.data.id) == ("submission.cancelled", "a")

    def test_one_of_several_signatures_is_enough(self) -> None:
        headers, body = sent()
        headers["Webhook-Signature"] = f"v2,x v1,{'A' * 43}= {headers['Webhook-Signature']}"
        assert verify_webhook(SECRET, headers, body).data.id == "a"

    def test_what_another_signed(self) -> None:
        with pytest.raises(WebhookVerificationError, match="signature"):
            verify_webhook(SECRET, *sent(secret=OTHER))

    @pytest.mark.parametrize("name", ["Webhook-Id", "Webhook-Timestamp", "Webhook-Signature"])
    def test_a_header_that_is_missing(self, name: str) -> None:
        headers, body = sent()
        del headers[name]
        with pytest.raises(WebhookVerificationError):
            verify_webhook(SECRET, headers, body)

    def test_a_body_that_was_changed(self) -> None:
        headers, body = sent()
        with pytest.raises(WebhookVerificationError, match="signature"):
            verify_webhook(SECRET, headers, body.replace(b"cancelled", b"finished"))

    @pytest.mark.parametrize("minutes", [-6, 6])
    def test_another_time(self, minutes: int) -> None:
        with pytest.raises(WebhookVerificationError, match="time"):
            verify_webhook(SECRET, *sent(age=timedelta(minutes=minutes)))

    def test_a_body_that_is_no_event(self) -> None:
        with pytest.raises(WebhookVerificationError, match="event"):
            verify_webhook(SECRET, *sent(body="{}"))

    @pytest.mark.parametrize("secret", ["", "whsec_", "whsec_not base64!"])
    def test_a_secret_that_is_none(self, secret: str) -> None:
        with pytest.raises(ValueError, match="whsec_"):
            verify_webhook(secret, *sent())


class TestLearnerTokens:
    @pytest.mark.parametrize("learner", ["ada", "Ада Лавлейс", "a" * 200])
    def test_the_service_reads_it(self, learner: str) -> None:
        token = learner_token(SECRET, "practice", learner, timedelta(minutes=5))
        assert is_signed(token, SECRET)
        assert not is_signed(token, OTHER)
        claim = read_unverified(token)
        assert claim is not None
        assert (claim.site, claim.learner) == ("practice", learner)
        assert timedelta() < claim.expires_at - datetime.now(UTC) <= timedelta(minutes=5)

    @pytest.mark.parametrize("learner", ["", "a" * 201])
    def test_a_name_that_no_learner_has(self, learner: str) -> None:
        with pytest.raises(ValueError, match="1 to 200"):
            learner_token(SECRET, "practice", learner)

import base64
import hashlib
import hmac
import json

import pytest

from app.auth.learner_token import LearnerClaim, is_signed, read_unverified, sign

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
CLAIM = LearnerClaim(site="practice", learner="ada", exp=2_000_000_000)


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class TestSign:
    def test_a_site_can_make_it_by_the_documented_form(self) -> None:
        payload = json.dumps({"site": "practice", "learner": "ada", "exp": 2_000_000_000})
        signed = "njt_" + encoded(payload.encode())
        signature = hmac.new(b"k" * 32, signed.encode(), hashlib.sha256).digest()
        token = f"{signed}.{encoded(signature)}"
        assert read_unverified(token) == CLAIM
        assert is_signed(token, SECRET)

    def test_it_is_read_as_it_was_made(self) -> None:
        token = sign(CLAIM, SECRET)
        assert read_unverified(token) == CLAIM
        assert is_signed(token, SECRET)


class TestIsSigned:
    def test_another_secret_has_not_signed_it(self) -> None:
        other = "whsec_" + base64.b64encode(b"o" * 32).decode()
        assert not is_signed(sign(CLAIM, SECRET), other)

    def test_what_is_signed_can_not_be_changed(self) -> None:
        _, signature = sign(CLAIM, SECRET).split(".")
        changed = sign(CLAIM.model_copy(update={"learner": "bob"}), SECRET).split(".")[0]
        assert not is_signed(f"{changed}.{signature}", SECRET)

    @pytest.mark.parametrize("signature", ["", "!", "a", "é"])
    def test_what_is_no_signature_signs_nothing(self, signature: str) -> None:
        assert not is_signed(sign(CLAIM, SECRET).split(".")[0] + f".{signature}", SECRET)


class TestReadUnverified:
    @pytest.mark.parametrize(
        "payload",
        [
            b"",
            b"[]",
            b'{"site": "practice", "learner": "ada"}',
            b'{"site": "practice", "learner": "", "exp": 1}',
            b'{"site": "practice", "learner": "ada", "exp": "1"}',
            b'{"site": "practice", "learner": "ada", "exp": 1e400}',
            b'{"site": "practice", "learner": "ada", "exp": 1, "scopes": ["admin"]}',
            b'{"site": "practice", "learner": "\\u0000", "exp": 1}',
            b"\xff",
        ],
    )
    def test_another_payload_says_nothing(self, payload: bytes) -> None:
        assert read_unverified(f"njt_{encoded(payload)}.{encoded(b'x')}") is None

    @pytest.mark.parametrize(
        "token", ["", "njt_", "njt_.", "njk_a.b", "njt_é.x", f"njt_{'a' * 5000}.b"]
    )
    def test_another_text_says_nothing(self, token: str) -> None:
        assert read_unverified(token) is None

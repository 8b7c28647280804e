"""Who a user is, by what the provider says of them."""

from typing import Any

import pytest
from pydantic import SecretStr

from app.oidc.errors import NobodyError, UnverifiedEmailError
from app.oidc.user_claims import key_id_of, key_name_of, user_of
from app.settings import OidcSettings


def settings(**changes: Any) -> OidcSettings:
    return OidcSettings(
        issuer="https://provider.example",
        client_id="judge",
        client_secret=SecretStr("secret"),
        site="course",
        **changes,
    )


class TestInstructors:
    @pytest.mark.parametrize(
        ("claimed", "wanted", "is_instructor"),
        [
            ("teacher", "teacher", True),
            (["student", "teacher"], "teacher", True),
            (True, "true", True),
            ("teachers", "teacher", False),
            (["Teacher"], "teacher", False),
            ({"teacher": True}, "teacher", False),
            (1, "true", False),
            (None, "teacher", False),
            (["teacher"], None, False),
        ],
    )
    def test_they_have_a_value_in_a_claim(
        self, claimed: object, wanted: str | None, is_instructor: bool
    ) -> None:
        rule = settings(instructor_claim="role", instructor_value=wanted)
        assert user_of({"sub": "1", "role": claimed}, rule).is_instructor is is_instructor

    def test_a_key_is_of_one_user_of_one_site(self) -> None:
        ids = {
            key_id_of(user_of({"sub": subject}, each), each)
            for subject in ("1", "2")
            for each in (settings(), settings().model_copy(update={"site": "other"}))
        }
        assert len(ids) == 4
        assert {len(each) for each in ids} == {32}

    def test_a_key_s_name_can_be_shown(self) -> None:
        user = user_of({"sub": "grace\nhopper" + "x" * 180}, settings())
        assert key_name_of(user).startswith("grace?hopperx")
        assert len(key_name_of(user)) <= 100


class TestNames:
    @pytest.mark.parametrize("name", [None, "", 7, ["ada"], "x" * 201, "a\0b", "\ud800"])
    @pytest.mark.parametrize("claim", ["sub", "login"])
    def test_what_is_no_name_is_refused(self, claim: str, name: object) -> None:
        claims = {"sub": "1", "login": "ada"} | {claim: name}
        with pytest.raises(NobodyError, match=claim):
            user_of(claims, settings(user_claim="login"))

    @pytest.mark.parametrize("verified", [None, False, "true", 1])
    def test_an_address_has_to_be_verified(self, verified: object) -> None:
        claims = {"sub": "1", "email": "ada@course.example", "email_verified": verified}
        assert user_of(claims, settings()).name == "1"
        with pytest.raises(UnverifiedEmailError):
            user_of(claims, settings(user_claim="email"))

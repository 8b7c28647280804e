import pytest
from pydantic import ValidationError

from app.settings import Settings


class TestRateLimit:
    @pytest.mark.parametrize(
        ("text", "amount", "window_s"),
        [("600/minute", 600, 60), ("10 per second", 10, 1), ("100/2 hour", 100, 7200)],
    )
    def test_it_is_so_many_in_a_time(self, text: str, amount: int, window_s: int) -> None:
        rate = Settings(rate_limit=text).rate
        assert (rate.amount, rate.get_expiry()) == (amount, window_s)

    @pytest.mark.parametrize("text", ["", "many", "600", "1/second;5/minute", "0/minute"])
    def test_what_is_no_rate_is_refused(self, text: str) -> None:
        with pytest.raises(ValidationError, match="must"):
            Settings(rate_limit=text)


OIDC = {
    "ISSUER": "https://provider.example/realms/course",
    "CLIENT_ID": "judge",
    "CLIENT_SECRET": "not to be shown",
    "SITE": "course",
    "INSTRUCTOR_VALUE": "instructors",
}


class TestOidc:
    @pytest.fixture
    def environment(self, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
        monkeypatch.setenv("NNX_JUDGE_PUBLIC_URL", "https://judge.example")
        for name, value in OIDC.items():
            monkeypatch.setenv(f"NNX_JUDGE_OIDC_{name}", value)
        return monkeypatch

    def test_it_is_off_unless_it_is_set(self) -> None:
        assert Settings().oidc is None

    def test_it_is_read_from_the_environment(self, environment: pytest.MonkeyPatch) -> None:
        environment.setenv("NNX_JUDGE_OIDC_SCOPES", "openid groups")
        oidc = Settings().oidc
        assert oidc is not None
        assert oidc.issuer == OIDC["ISSUER"]
        assert oidc.client_secret.get_secret_value() == OIDC["CLIENT_SECRET"]
        assert (oidc.user_claim, oidc.instructor_claim) == ("sub", "groups")
        assert oidc.scopes == "openid groups"
        assert OIDC["CLIENT_SECRET"] not in repr(Settings())

    @pytest.mark.parametrize("name", ["ISSUER", "CLIENT_ID", "CLIENT_SECRET", "SITE"])
    def test_a_part_of_it_is_refused(self, environment: pytest.MonkeyPatch, name: str) -> None:
        environment.delenv(f"NNX_JUDGE_OIDC_{name}")
        with pytest.raises(ValidationError, match=name.lower()):
            Settings()

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("OIDC_ISSUER", "http://provider.example"),
            ("OIDC_CLIENT_SECRET", ""),
            ("OIDC_SITE", "no site"),
            ("OIDC_SCOPES", "email"),
            ("OIDC_NAME", "x" * 61),
            ("OIDC_ISUER", "https://provider.example"),
        ],
    )
    def test_what_can_t_be_right_is_refused(
        self, environment: pytest.MonkeyPatch, name: str, value: str
    ) -> None:
        environment.setenv(f"NNX_JUDGE_{name}", value)
        with pytest.raises(ValidationError):
            Settings()

    def test_it_needs_an_address_to_come_back_to(self, environment: pytest.MonkeyPatch) -> None:
        environment.delenv("NNX_JUDGE_PUBLIC_URL")
        with pytest.raises(ValidationError, match="public_url"):
            Settings()

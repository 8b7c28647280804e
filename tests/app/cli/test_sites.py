from datetime import UTC, datetime, timedelta

import pytest

from app.auth.learner_token import is_signed, read_unverified
from tests.app.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("service_data")


class TestShow:
    def test_stdout_is_the_secret(self, run: Run) -> None:
        run("keys", "create", "--site", "practice", "--scope", "submit")
        ended = run("sites", "show", "practice")
        assert ended.exit_code == 0
        assert ended.stdout.startswith("whsec_")
        assert run("sites", "show", "practice").stdout == ended.stdout


class TestRotateSecret:
    def test_it_shows_another_from_then_on(self, run: Run) -> None:
        run("keys", "create", "--site", "practice", "--scope", "submit")
        old = run("sites", "show", "practice").stdout
        new = run("sites", "rotate-secret", "practice").stdout
        assert new.startswith("whsec_")
        assert new != old
        assert run("sites", "show", "practice").stdout == new


@pytest.mark.parametrize(
    "arguments",
    [("show", "nobody"), ("rotate-secret", "nobody"), ("learner-link", "nobody", "ada")],
)
def test_an_unknown_site_is_told(run: Run, arguments: tuple[str, ...]) -> None:
    ended = run("sites", *arguments)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "nobody" in ended.stderr


class TestLearnerLink:
    def test_its_token_says_who_the_learner_is(self, run: Run) -> None:
        run("keys", "create", "--site", "practice", "--scope", "submit")
        url = "https://judge.example"
        ended = run("sites", "learner-link", "practice", "ada", "--url", url, "--days", "1")
        link, token = ended.stdout.strip().split("#token=")
        assert link == "https://judge.example/sign-in"
        claim = read_unverified(token)
        assert claim is not None
        assert (claim.site, claim.learner) == ("practice", "ada")
        left = claim.expires_at - datetime.now(UTC)
        assert timedelta(hours=23) < left <= timedelta(days=1)
        assert is_signed(token, run("sites", "show", "practice").stdout.strip())

    def test_several_have_a_line_each(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NNX_JUDGE_PORT", "8123")
        run("keys", "create", "--site", "practice", "--scope", "submit")
        ended = run("sites", "learner-link", "practice", "ada", "Bob B")
        lines = [line.split("\t") for line in ended.stdout.splitlines()]
        assert [learner for learner, _ in lines] == ["ada", "Bob B"]
        for learner, link in lines:
            address, token = link.split("#token=")
            assert address == "http://127.0.0.1:8123/sign-in"
            claim = read_unverified(token)
            assert claim is not None
            assert claim.learner == learner

    def test_a_name_that_no_learner_has_is_refused(self, run: Run) -> None:
        run("keys", "create", "--site", "practice", "--scope", "submit")
        assert run("sites", "learner-link", "practice", "").exit_code == 2

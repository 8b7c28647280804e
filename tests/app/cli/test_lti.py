import json

import pytest

from tests.app.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("service_data")

PLATFORM = {
    "--site": "course",
    "--issuer": "https://moodle.example",
    "--client-id": "x9Kd",
    "--deployment": "1",
    "--login-url": "https://moodle.example/mod/lti/auth.php",
    "--token-url": "https://moodle.example/mod/lti/token.php",
    "--jwks-url": "https://moodle.example/mod/lti/certs.php",
}


@pytest.fixture(autouse=True)
def public_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNX_JUDGE_PUBLIC_URL", "https://judge.example")


def options(**changes: str) -> list[str]:
    every = PLATFORM | {f"--{name.replace('_', '-')}": text for name, text in changes.items()}
    return [each for pair in every.items() for each in pair]


def added(run: Run) -> str:
    ended = run("lti", "platforms", "add", *options(), "--json")
    assert ended.exit_code == 0
    platform_id: str = json.loads(ended.stdout)["platform"]["id"]
    return platform_id


class TestPlatforms:
    def test_stdout_is_what_the_platform_has_to_be_told(self, run: Run) -> None:
        ended = run("lti", "platforms", "add", *options())
        assert ended.exit_code == 0
        assert ended.stdout.splitlines() == [
            "login_url: https://judge.example/lti/login",
            "redirect_url: https://judge.example/lti/launch",
            "deep_linking_url: https://judge.example/lti/launch",
            "jwks_url: https://judge.example/lti/jwks",
        ]

    def test_they_are_listed_with_their_grades(self, run: Run) -> None:
        platform_id = added(run)
        [listed] = json.loads(run("lti", "platforms", "list", "--json").stdout)["platforms"]
        assert listed["id"] == platform_id
        assert listed["grades"] == {"pending": 0, "delivered": 0, "failed": 0, "last_error": None}
        assert platform_id in run("lti", "platforms", "list").stdout

    def test_another_deployment(self, run: Run) -> None:
        platform_id = added(run)
        for _ in range(2):
            assert run("lti", "platforms", "add-deployment", platform_id, "7").exit_code == 0
        [listed] = json.loads(run("lti", "platforms", "list", "--json").stdout)["platforms"]
        assert listed["deployments"] == ["1", "7"]

    def test_a_removed_one_is_gone(self, run: Run) -> None:
        platform_id = added(run)
        assert run("lti", "platforms", "remove", platform_id).exit_code == 0
        again = run("lti", "platforms", "remove", platform_id)
        assert (again.exit_code, again.stdout) == (2, "")
        assert platform_id in again.stderr

    def test_a_site_has_one(self, run: Run) -> None:
        added(run)
        ended = run("lti", "platforms", "add", *options(client_id="another"))
        assert ended.exit_code == 2
        assert "has a platform" in ended.stderr

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"token_url": "http://moodle.example/token"}, "https"),
            ({"jwks_url": "https://me:secret@moodle.example/keys"}, "password"),
            ({"site": "no site"}, "site"),
        ],
    )
    def test_what_is_wrong_is_told(self, run: Run, changes: dict[str, str], said: str) -> None:
        ended = run("lti", "platforms", "add", *options(**changes))
        assert (ended.exit_code, ended.stdout) == (2, "")
        assert said in ended.stderr

    def test_without_an_address_none_is_added(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("NNX_JUDGE_PUBLIC_URL")
        ended = run("lti", "platforms", "add", *options())
        assert ended.exit_code == 2
        assert "NNX_JUDGE_PUBLIC_URL" in ended.stderr


def test_a_new_key_signs(run: Run) -> None:
    ended = run("lti", "rotate-key")
    assert ended.exit_code == 0
    assert "signs from now on" in ended.stderr

import json

import pytest

from tests.app.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("service_data")


def test_what_commands_did(run: Run) -> None:
    run("keys", "create", "--scope", "read")
    run("keys", "create", "--site", "practice", "--scope", "admin")
    run("learners", "erase", "practice", "ada-lovelace", "--yes")
    ended = run("audit", "--json")
    assert ended.exit_code == 0, ended.stderr
    document = json.loads(ended.stdout)
    erased, *created = document["entries"]
    assert [each["action"] for each in created] == ["key_created", "key_created"]
    assert (erased["action"], erased["subject"]) == ("learner_erased", "practice")
    assert erased["via"] == "command"
    assert "@" in erased["origin"]
    assert "ada-lovelace" not in ended.stdout


def test_on_a_terminal_page_by_page(run: Run) -> None:
    for site in ("first", "second"):
        run("keys", "create", "--site", site, "--scope", "read")
    ended = run("audit", "--limit", "1", "--action", "key_created")
    assert "site second" in ended.stdout
    assert "site first" not in ended.stdout
    cursor = ended.stderr.split()[-1]
    assert "site first" in run("audit", "--cursor", cursor).stdout


@pytest.mark.parametrize(
    "options", [("--action", "key_stolen"), ("--limit", "0"), ("--cursor", "0" * 32)]
)
def test_a_wrong_option_is_told(run: Run, options: tuple[str, str]) -> None:
    ended = run("audit", *options)
    assert ended.exit_code == 2
    assert options[0].removeprefix("--") in ended.stderr or options[1] in ended.stderr

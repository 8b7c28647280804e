"""The Dockerfile, held against what it copies and starts: no builder is needed for that."""

import json
import tomllib
from urllib.parse import urlsplit

import pytest

from app.settings import Settings
from tests.deploy.commands import exists, probes
from tests.deploy.images import ROOT, environment, last, stages

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def copied() -> set[str]:
    """What is copied from the checkout."""
    return {
        name
        for stage in stages()
        for word, rest in stage
        if word == "COPY" and not rest.startswith("--from=")
        for name in rest.split()[:-1]
    }


def test_what_it_copies_is_there_and_sent_to_the_builder() -> None:
    sent = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    }
    assert copied() == sent
    assert {name for name in sent if not (ROOT / name).exists()} == set()


def test_it_copies_all_that_the_wheel_is_built_from() -> None:
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {
        *wheel["packages"],
        *wheel["shared-data"],
        PROJECT["project"]["readme"],
        *PROJECT["project"]["license-files"],
        "pyproject.toml",
        "requirements.txt",
    }
    assert needed <= copied()


def test_packages_are_installed_by_their_hashes() -> None:
    installed = [rest for word, rest in stages()[0] if word == "RUN" and "pip install" in rest]
    assert len(installed) == 2
    assert all("--require-hashes" in each or "--no-deps" in each for each in installed)


def test_an_ordinary_user_runs_it() -> None:
    made = [rest for word, rest in stages()[-1] if word == "RUN" and "useradd" in rest]
    assert [each for each in made if f" {last('USER')} " in f"{each} "] == made != []
    # Other files name the numbers: what is mounted belongs to them.
    assert "groupadd --system --gid 10001 " in made[0]
    assert "--uid 10001 " in made[0]


def test_it_starts_a_command_that_exists() -> None:
    [program] = json.loads(last("ENTRYPOINT"))
    assert program.rpartition("/")[2] in PROJECT["project"]["scripts"]
    assert exists(json.loads(last("CMD")))


def test_a_command_that_does_not_exist_would_be_noticed() -> None:
    assert exists(["db", "upgrade"])
    assert exists(["serve", "--port", "8000"])
    for words in (["sever"], ["db"], ["db", "nothing"], ["serve", "--nothing", "1"]):
        assert not exists(words)


def test_its_variables_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment().items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    names = {f"NNX_JUDGE_{name.upper()}" for name in Settings.model_fields}
    assert environment().keys() <= names
    assert str(settings.port) == last("EXPOSE")
    assert str(settings.data_dir) == last("VOLUME")


def test_its_health_check_asks_for_what_is_answered() -> None:
    words = json.loads(last("HEALTHCHECK").partition("CMD ")[2])
    [url] = [each for each in words[-1].split("'") if each.startswith("http://")]
    asked = urlsplit(url)
    assert str(asked.port) == last("EXPOSE")
    assert asked.path in probes()

"""The units, held against the command line and the settings."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from app.settings import Settings
from tests.deploy.commands import exists
from tests.deploy.images import ROOT

FOLDER = ROOT / "deploy" / "systemd"
UNITS = sorted(FOLDER.glob("*.service"))


def service(unit: Path) -> dict[str, list[str]]:
    """The values of each key of the section `Service`, in their order."""
    found: dict[str, list[str]] = {}
    section = ""
    for line in unit.read_text().splitlines():
        if line.startswith("["):
            section = line
        elif section == "[Service]" and line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


def settings_of(unit: Path) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in service(unit)["Environment"])


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
class TestUnit:
    def test_its_command_exists(self, unit: Path) -> None:
        [command] = service(unit)["ExecStart"]
        program, *arguments = command.split()
        assert program == "/opt/nnx-judge/bin/nnx-judge"
        assert exists(arguments)

    def test_its_variables_are_settings(self, unit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        names = {f"NNX_JUDGE_{name.upper()}" for name in Settings.model_fields}
        assert settings_of(unit).keys() <= names
        for name, value in settings_of(unit).items():
            monkeypatch.setenv(name, value)
        Settings()

    def test_it_may_write_to_its_data_folder(self, unit: Path) -> None:
        [folder] = service(unit)["StateDirectory"]
        assert settings_of(unit)["NNX_JUDGE_DATA_DIR"] == f"/var/lib/{folder}"
        assert service(unit)["ProtectSystem"] == ["strict"]

    def test_its_user_is_made(self, unit: Path) -> None:
        [user] = service(unit)["User"]
        made = (FOLDER / "nnx-judge.sysusers").read_text()
        assert [line for line in made.splitlines() if line.startswith(f"u {user} ")]

    def test_what_would_break_the_sandbox_is_left_out(self, unit: Path) -> None:
        allowed = " ".join(service(unit)["SystemCallFilter"]).split()
        assert {"seccomp", "landlock_restrict_self"} <= set(allowed)
        assert not {"MemoryDenyWriteExecute", "ProtectProc", "ProcSubset"} & service(unit).keys()

    @pytest.mark.skipif(
        shutil.which("systemd-analyze") is None, reason="needs Debian's package systemd"
    )
    def test_systemd_knows_every_word_in_it(self, unit: Path, tmp_path: Path) -> None:
        # It looks for the program, which is not installed here, and for units that are named.
        copy = tmp_path / unit.name
        copy.write_text(unit.read_text().replace("/opt/nnx-judge/bin/nnx-judge", "/bin/true"))
        ended = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", copy],
            capture_output=True,
            text=True,
            env=os.environ | {"SYSTEMD_LOG_COLOR": "0"},
        )
        assert (ended.returncode, ended.stderr) == (0, "")


def test_both_can_run_on_one_machine() -> None:
    serve, worker = sorted(map(service, UNITS), key=lambda unit: unit["ExecStart"])
    for key in ("StateDirectory", "EnvironmentFile"):
        assert serve[key] != worker[key], key
    assert any("NNX_JUDGE_PORT" in each for each in worker["Environment"])
    assert not any("NNX_JUDGE_PORT" in each for each in serve["Environment"])

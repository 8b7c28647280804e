import json
import os
import sysconfig
from pathlib import Path

import pytest

from graders.sandbox.supervisor.self_check import Attack
from tests.app.cli.conftest import Run
from tests.app.cli.running import run_script

_LAYERS = ["landlock", "seccomp", "rlimits", "identity", "watchdog"]


def test_every_layer_holds_here(problems_dir: Path) -> None:
    ended = run_script(problems_dir, "doctor", "--json")
    assert ended.exit_code == 0, ended.stdout
    diagnosis = json.loads(ended.stdout)
    assert diagnosis["holds"] is True
    assert [layer["name"] for layer in diagnosis["layers"]] == _LAYERS
    for layer in diagnosis["layers"]:
        assert layer["status"] == "holds"
        assert layer["attacks"]
        assert all(attack["stopped"] for attack in layer["attacks"])
    assert diagnosis["machine"]["kernel"] == f"Linux {os.uname().release}"


def test_a_missing_layer_is_named_with_what_to_do(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graders.sandbox.confinement.landlock.abi", lambda: 0)
    ended = run("doctor", "--json")
    assert ended.exit_code == 3
    diagnosis = json.loads(ended.stdout)
    statuses = {layer["name"]: layer["status"] for layer in diagnosis["layers"]}
    assert statuses.pop("landlock") == "missing"
    assert set(statuses.values()) == {"not checked"}
    assert "use Linux 5.13 or newer" in diagnosis["advice"][0]


def test_shows_why_the_sandbox_can_not_start(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNX_JUDGE_DATA_DIR", sysconfig.get_path("stdlib"))
    ended = run("doctor")
    assert ended.exit_code == 3
    assert "not checked" in ended.stdout
    assert "Submissions can't be confined here." in ended.stdout
    assert "submissions can read" in " ".join(ended.stdout.split())


def test_an_attack_that_succeeds_is_shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    through = Attack("fork", "seccomp", "start a process", succeeded=True)
    monkeypatch.setattr("app.cli.examination.attack", lambda _: [through])
    ended = run("doctor")
    assert ended.exit_code == 3
    assert "broken" in ended.stdout
    assert "NOT STOPPED: fork: start a process" in ended.stdout

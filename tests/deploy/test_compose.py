"""`docker-compose.yml`, held against the image, the command line and the settings."""

from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from app.settings import Settings
from tests.deploy.commands import exists
from tests.deploy.images import ROOT, environment

SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())[
    "services"
]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "nnx-judge"}
EACH = pytest.mark.parametrize("service", OURS.values(), ids=OURS)


@EACH
def test_its_command_exists(service: dict[str, Any]) -> None:
    assert exists(service.get("command", ["serve"]))


@EACH
def test_its_variables_are_settings(
    service: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in service["environment"].items():
        assert name.removeprefix("NNX_JUDGE_").lower() in Settings.model_fields
        monkeypatch.setenv(name, str(value))
    Settings()


@EACH
def test_it_publishes_the_port_that_is_listened_on(service: dict[str, Any]) -> None:
    inside = {port.rpartition(":")[2] for port in service.get("ports", [])}
    assert inside <= {environment()["NNX_JUDGE_PORT"]}


@EACH
def test_it_may_do_little(service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service


@EACH
def test_what_it_waits_for_is_a_service(service: dict[str, Any]) -> None:
    assert service.get("depends_on", {}).keys() <= SERVICES.keys()


def test_each_folder_in_memory_is_the_user_s() -> None:
    mounted = [each for service in OURS.values() for each in service["tmpfs"] if ":" in each]
    assert mounted
    for mount in mounted:
        path, _, options = mount.partition(":")
        assert path == environment()["NNX_JUDGE_DATA_DIR"]
        assert options == "uid=10001,gid=10001,mode=0700"

"""The manifests, held against Kubernetes' schemas, each other, the image and the settings."""

import asyncio
import json
import shutil
import subprocess
from pathlib import Path

import kubernetes_validate  # type: ignore[import-untyped]
import pytest
import yaml  # type: ignore[import-untyped]

from app.core.metrics import Metrics
from app.database.opening import open_database
from app.monitoring.prometheus import Prometheus
from app.settings import Settings
from tests.deploy import manifests
from tests.deploy.commands import exists, probes
from tests.deploy.images import ROOT, environment, last
from tests.deploy.manifests import FOLDER, Document

# The oldest and the newest that the manifests are meant for.
VERSIONS = ("1.30", "1.37")
SECRET = "postgresql://judge:secret@database/judge"
ALL_PODS = pytest.mark.parametrize(
    "template", [pytest.param(template, id=name) for name, template in manifests.pods()]
)
ALL_CONTAINERS = pytest.mark.parametrize(
    "container", [pytest.param(each, id=name) for name, each in manifests.containers()]
)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("document", manifests.documents(), ids=manifests.name_of)
def test_kubernetes_takes_it(document: Document, version: str) -> None:
    kubernetes_validate.validate(document, version, strict=True)


def test_a_word_that_kubernetes_does_not_know_is_found() -> None:
    [job] = manifests.of_kind("Job")
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(
            {**job, "spec": {**job["spec"], "backOffLimit": 6}}, VERSIONS[0], strict=True
        )


def test_every_file_is_applied() -> None:
    files = {path.name for path in FOLDER.iterdir()}
    assert files == {*manifests.kustomization()["resources"], "kustomization.yaml"}


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="needs kubectl")
def test_kustomize_gives_every_document_its_namespace(tmp_path: Path) -> None:
    ended = subprocess.run(
        ["kubectl", "kustomize", FOLDER],
        capture_output=True,
        text=True,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin:/usr/local/bin"},
    )
    assert ended.returncode == 0, ended.stderr
    built = list(yaml.safe_load_all(ended.stdout))
    assert len(built) == len(manifests.documents())
    [namespace] = [each["metadata"]["name"] for each in built if each["kind"] == "Namespace"]
    assert {each["metadata"].get("namespace", namespace) for each in built} == {namespace}


class TestAgreement:
    """One with another."""

    def test_what_selects_pods_finds_some(self) -> None:
        labels = [template["metadata"]["labels"].items() for _, template in manifests.pods()]
        selecting = [each for document in manifests.documents() for each in _selectors(document)]
        assert selecting
        for selector in selecting:
            assert any(selector.items() <= each for each in labels), selector

    def test_a_deployment_selects_its_own_pods(self) -> None:
        for each in manifests.of_kind("Deployment"):
            selected = each["spec"]["selector"]["matchLabels"]
            assert selected == each["spec"]["template"]["metadata"]["labels"]

    def test_every_deployment_is_scaled_and_kept_up(self) -> None:
        deployments = {each["metadata"]["name"] for each in manifests.of_kind("Deployment")}
        scaled = manifests.of_kind("HorizontalPodAutoscaler")
        assert {each["spec"]["scaleTargetRef"]["name"] for each in scaled} == deployments
        kept = manifests.of_kind("PodDisruptionBudget")
        assert {each["metadata"]["name"] for each in kept} == deployments
        # One of one could never be moved.
        assert all(each["spec"]["minReplicas"] > 1 for each in scaled)
        # Each would reset what the other has said.
        assert not any("replicas" in each["spec"] for each in manifests.of_kind("Deployment"))

    def test_ports_by_name_exist(self) -> None:
        named = {
            port["name"] for _, each in manifests.containers() for port in each.get("ports", [])
        }
        text = json.dumps(manifests.documents())
        for key in ("port", "targetPort"):
            used = {part.split('"')[0] for part in text.split(f'"{key}": "')[1:]}
            assert used <= named, key

    @ALL_CONTAINERS
    def test_volumes_are_mounted_where_the_judge_writes(
        self, container: Document, request: pytest.FixtureRequest
    ) -> None:
        if "Job" in request.node.callspec.id:
            assert "volumeMounts" not in container
            return
        mounted = {each["mountPath"] for each in container["volumeMounts"]}
        assert mounted == {"/tmp", environment()["NNX_JUDGE_DATA_DIR"]}


def _selectors(document: Document) -> list[dict[str, str]]:
    found = (
        [dict(each) for each in manifests.selectors(document["spec"])] if "spec" in document else []
    )
    if document["kind"] == "Service":
        found.append(document["spec"]["selector"])
    return found


class TestImage:
    """With the image, the command line and the settings."""

    @ALL_CONTAINERS
    def test_its_command_exists(self, container: Document) -> None:
        assert "command" not in container
        assert exists(container["args"])

    @ALL_CONTAINERS
    def test_its_variables_are_settings(
        self, container: Document, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        given = {each["name"] for each in container["env"]}
        assert given <= {f"NNX_JUDGE_{name.upper()}" for name in Settings.model_fields}
        monkeypatch.setenv("NNX_JUDGE_DATABASE_URL", SECRET)
        for name, value in manifests.plain_environment(container).items():
            monkeypatch.setenv(name, value)
        Settings()

    @ALL_CONTAINERS
    def test_the_database_is_named_by_the_secret_of_the_docs(self, container: Document) -> None:
        [url] = [each for each in container["env"] if each["name"] == "NNX_JUDGE_DATABASE_URL"]
        secret = url["valueFrom"]["secretKeyRef"]
        made = (
            f"create secret generic {secret['name']} --from-literal={secret['key']}=postgresql://"
        )
        assert made in (ROOT / "docs" / "deployment.md").read_text()

    def test_its_port_is_the_one_that_is_listened_on(self) -> None:
        ports = [port for _, each in manifests.containers() for port in each.get("ports", [])]
        assert {str(port["containerPort"]) for port in ports} == {environment()["NNX_JUDGE_PORT"]}
        assert environment()["NNX_JUDGE_HOST"] == "0.0.0.0"

    def test_probes_ask_for_what_is_answered(self) -> None:
        for kind in ("startupProbe", "livenessProbe", "readinessProbe"):
            asked = [each[kind]["httpGet"] for _, each in manifests.containers() if kind in each]
            assert len(asked) == len(manifests.of_kind("Deployment"))
            assert {each["path"] for each in asked} <= probes()

    def test_workers_are_scaled_on_a_metric_that_is_there(self, tmp_path: Path) -> None:
        [external] = [
            metric["external"]["metric"]
            for each in manifests.of_kind("HorizontalPodAutoscaler")
            for metric in each["spec"]["metrics"]
            if metric["type"] == "External"
        ]
        [(label, value)] = external["selector"]["matchLabels"].items()
        shown = asyncio.run(_metrics(Settings(data_dir=tmp_path)))
        assert f'\n{external["name"]}{{{label}="{value}"}} ' in shown


async def _metrics(settings: Settings) -> str:
    async with open_database(settings) as database:
        return (await Prometheus(Metrics(), database, None).text()).decode()


class TestResources:
    def worker(self) -> Document:
        [found] = [each for name, each in manifests.containers() if "worker" in name]
        return found

    def test_a_worker_has_as_many_cores_as_slots_for_itself(self) -> None:
        resources = self.worker()["resources"]
        assert resources["requests"] == resources["limits"]
        slots = manifests.plain_environment(self.worker())["NNX_JUDGE_SLOTS"]
        assert resources["limits"]["cpu"] == slots

    def test_a_worker_has_the_memory_that_the_docs_ask_for(self) -> None:
        slots = int(manifests.plain_environment(self.worker())["NNX_JUDGE_SLOTS"])
        needed_mb = 512 + Settings().warm_memory_mb + slots * 1.3 * 1024
        assert manifests.mebibytes(self.worker()["resources"]["limits"]["memory"]) >= needed_mb

    def test_a_worker_has_room_for_what_it_keeps_on_disk(self) -> None:
        [template] = [each for name, each in manifests.pods() if "worker" in name]
        [data] = [each for each in template["spec"]["volumes"] if each["name"] == "data"]
        programs_mb = 1024
        size_mb = manifests.mebibytes(data["emptyDir"]["sizeLimit"])
        assert size_mb >= Settings().precomputed_mb + programs_mb


class TestSecurity:
    @ALL_PODS
    def test_it_is_restricted(self, template: Document) -> None:
        """As the Pod Security Standard `restricted` has it, which the namespace enforces."""
        pod = template["spec"]
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert not {"hostNetwork", "hostPID", "hostIPC"} & pod.keys()
        assert {kind for each in pod.get("volumes", []) for kind in each} <= {"name", "emptyDir"}
        for container in pod["containers"]:
            own = container["securityContext"]
            assert own["allowPrivilegeEscalation"] is False
            assert own["capabilities"] == {"drop": ["ALL"]}

    def test_the_namespace_lets_nothing_else_in(self) -> None:
        [namespace] = manifests.of_kind("Namespace")
        assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"

    @ALL_PODS
    def test_its_user_is_the_image_s(self, template: Document) -> None:
        context = template["spec"]["securityContext"]
        dockerfile = (ROOT / "Dockerfile").read_text()
        assert f"--uid {context['runAsUser']} " in dockerfile
        assert f"--gid {context['runAsGroup']} " in dockerfile
        assert last("USER") not in ("root", "0")

    @ALL_PODS
    def test_it_gets_nothing_that_it_did_not_ask_for(self, template: Document) -> None:
        assert template["spec"]["automountServiceAccountToken"] is False
        # Else Kubernetes sets NNX_JUDGE_PORT to the address of the Service of that name.
        assert template["spec"]["enableServiceLinks"] is False

    @ALL_CONTAINERS
    def test_its_root_is_read_only(self, container: Document) -> None:
        assert container["securityContext"]["readOnlyRootFilesystem"] is True

    def test_only_serve_reaches_the_internet(self) -> None:
        def reaches(policy: Document) -> bool:
            return any("to" in rule for rule in policy["spec"].get("egress", []))

        [policy] = [each for each in manifests.of_kind("NetworkPolicy") if reaches(each)]
        selected = policy["spec"]["podSelector"]["matchLabels"]
        assert selected["app.kubernetes.io/component"] == "serve"

    def test_what_no_policy_names_is_closed(self) -> None:
        [closing] = [
            each for each in manifests.of_kind("NetworkPolicy") if not each["spec"]["podSelector"]
        ]
        assert sorted(closing["spec"]["policyTypes"]) == ["Egress", "Ingress"]
        assert not {"ingress", "egress"} & closing["spec"].keys()

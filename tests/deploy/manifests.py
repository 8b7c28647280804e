"""The documents in `deploy/kubernetes`."""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml  # type: ignore[import-untyped]

from tests.deploy.images import ROOT

FOLDER = ROOT / "deploy" / "kubernetes"
Document = Mapping[str, Any]


def kustomization() -> Document:
    found: Document = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
    return found


def documents() -> list[Document]:
    """What `kubectl apply -k` applies, before it adds the namespace."""
    return [
        document
        for name in kustomization()["resources"]
        for document in yaml.safe_load_all((FOLDER / name).read_text())
    ]


def of_kind(*kinds: str) -> list[Document]:
    found = [each for each in documents() if each["kind"] in kinds]
    assert found, kinds
    return found


def name_of(document: Document) -> str:
    return f"{document['kind']} {document['metadata']['name']}"


def pods() -> list[tuple[str, Document]]:
    """The name and the template of everything that makes pods."""
    return [(name_of(each), each["spec"]["template"]) for each in of_kind("Deployment", "Job")]


def containers() -> list[tuple[str, Document]]:
    """The name of what makes the pod, and its one container."""
    found = []
    for name, template in pods():
        [container] = template["spec"]["containers"]
        found.append((name, container))
    return found


def selectors(value: object) -> Iterator[Mapping[str, str]]:
    """All sets of labels by which a document selects pods."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            # A namespace's labels and a metric's are no pod's.
            if key in ("namespaceSelector", "metric"):
                continue
            if key == "matchLabels":
                yield inner
            else:
                yield from selectors(inner)
    elif isinstance(value, list):
        for each in value:
            yield from selectors(each)


def plain_environment(container: Document) -> dict[str, str]:
    return {each["name"]: each["value"] for each in container["env"] if "value" in each}


def mebibytes(quantity: str) -> int:
    units = {"Mi": 1, "Gi": 1024}
    return int(quantity[:-2]) * units[quantity[-2:]]

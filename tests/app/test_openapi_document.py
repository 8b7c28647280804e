"""The OpenAPI document as validators and generators of clients take it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.app.running import openapi_document
from tests.client.generate import npm


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    # As it is sent: keys are texts.
    sent: dict[str, Any] = json.loads(json.dumps(openapi_document()))
    return sent


def test_it_is_valid(document: dict[str, Any]) -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_redocly_recommends_nothing_else(document: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document))
    found = json.loads(npm("run", "--silent", "lint-openapi", "--", str(file)))
    assert found["problems"] == []


def test_operations_have_short_names_of_their_own(document: dict[str, Any]) -> None:
    names = [
        operation["operationId"]
        for part in ("paths", "webhooks")
        for operations in document[part].values()
        for operation in operations.values()
    ]
    assert {"createSubmission", "listSubmissions", "submissionEnded"} <= set(names)
    assert len(names) == len(set(names))
    assert all(re.fullmatch("[a-z]+([A-Z][a-z]+)*", name) for name in names)

"""The published schemas: the OpenAPI document, and the schema of a verdict."""

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse
from pydantic.json_schema import models_json_schema

from app.auth.api_key import KeyRequest
from app.auth.session_endpoints import SignInRequest
from app.core.errors import ErrorDocument
from app.problems.case_endpoints import EntryRequest
from app.problems.request_body import PackageFiles
from app.rejudges.endpoints import RejudgeRequest
from app.runs.schemas import RunRequest
from app.submissions.event_endpoints import CaseEvent, StatusEvent
from app.submissions.requests import BatchRequest, SubmissionRequest
from graders.core.verdict import Verdict

router = APIRouter(tags=["schema"])


class PublishedApi(FastAPI):
    """An application whose OpenAPI document also has the schemas that no endpoint's types name."""

    def openapi(self) -> dict[str, Any]:
        """Return the document, which is built once."""
        if self.openapi_schema is not None:
            return self.openapi_schema
        document = super().openapi()
        _, schemas = models_json_schema(
            [
                (BatchRequest, "validation"),
                (CaseEvent, "serialization"),
                (EntryRequest, "validation"),
                (ErrorDocument, "serialization"),
                (KeyRequest, "validation"),
                (PackageFiles, "validation"),
                (RejudgeRequest, "validation"),
                (RunRequest, "validation"),
                (SignInRequest, "validation"),
                (SubmissionRequest, "validation"),
                (StatusEvent, "serialization"),
                (Verdict, "serialization"),
            ],
            ref_template="#/components/schemas/{model}",
        )
        document["components"]["schemas"].update(schemas["$defs"])
        return document


class JsonSchemaResponse(JSONResponse):
    """A JSON Schema."""

    media_type = "application/schema+json"


@router.get("/verdict.schema.json", response_class=JsonSchemaResponse)
async def verdict_schema() -> JsonSchemaResponse:
    """Return the JSON Schema of a verdict; a finished submission matches it too."""
    schema = Verdict.model_json_schema(mode="serialization")
    # The API's answer has its own fields besides the verdict's.
    del schema["additionalProperties"]
    return JsonSchemaResponse({"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema)

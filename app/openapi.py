"""The published schemas: the OpenAPI document, and the schema of a verdict."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import (
    GenerateJsonSchema,
    JsonSchemaMode,
    JsonSchemaValue,
    models_json_schema,
)
from pydantic_core import core_schema

from app.assignments.schemas import AssignmentRequest, ExceptionRequest
from app.auth.api_key import KeyRequest
from app.auth.link_endpoints import LearnerLinksRequest
from app.auth.session_endpoints import SignInRequest
from app.core.errors import ErrorDocument, InvalidRequestError
from app.http.description import describe
from app.http.responses import error_responses
from app.mistakes.schemas import MistakeRequest
from app.monitoring.schemas import QueueState
from app.problems.case_endpoints import EntryRequest
from app.problems.content_endpoints import ContentRequest, ExampleRequest
from app.problems.request_body import NewProblemRequest, PackageFiles
from app.rejudges.endpoints import RejudgeRequest
from app.reviews.schemas import Review
from app.runs.schemas import RunRequest
from app.statistics.schemas import ProblemStatistics
from app.submissions.event_endpoints import SubmissionEvent
from app.submissions.requests import BatchRequest, SubmissionRequest
from app.webhooks.endpoints import EndpointSetting
from graders.core.verdict import Verdict

router = APIRouter(tags=["schema"])


_REQUESTS: tuple[type[BaseModel], ...] = (
    AssignmentRequest,
    BatchRequest,
    ContentRequest,
    EndpointSetting,
    EntryRequest,
    ExampleRequest,
    ExceptionRequest,
    KeyRequest,
    LearnerLinksRequest,
    MistakeRequest,
    NewProblemRequest,
    PackageFiles,
    RejudgeRequest,
    RunRequest,
    SignInRequest,
    SubmissionRequest,
)
# FastAPI leaves nulls out of the examples of those that it knows.
_ANSWERS: tuple[type[BaseModel], ...] = (
    ProblemStatistics,
    QueueState,
    Review,
    SubmissionEvent,
    Verdict,
)


class _WithoutDefaults(GenerateJsonSchema):
    """Leaves defaults to the descriptions: generated clients would have every one be sent."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        described = super().default_schema(schema)
        described.pop("default", None)
        return described


def operation_id(route: APIRoute) -> str:
    """Return the name that generated clients call an endpoint by: `createSubmission`."""
    first, *others = route.name.split("_")
    return first + "".join(word.capitalize() for word in others)


class PublishedApi(FastAPI):
    """An application whose OpenAPI document is complete, and of use to generators of clients."""

    def openapi(self) -> dict[str, Any]:
        """Return the document, which is built once."""
        if self.openapi_schema is not None:
            return self.openapi_schema
        document: dict[str, Any] = super().openapi()
        schemas: dict[str, Any] = document["components"]["schemas"]
        # No endpoint's types name these: FastAPI parses no body, and knows no type of an error.
        schemas |= _schemas(_ANSWERS, "serialization", GenerateJsonSchema)
        for schema in schemas.values():
            if "properties" in schema:
                schema["required"] = list(schema["properties"])
        schemas |= _schemas((ErrorDocument,), "validation", _WithoutDefaults)
        schemas |= _schemas(_REQUESTS, "validation", _WithoutDefaults)
        for operations in (*document["paths"].values(), *document["webhooks"].values()):
            for operation in operations.values():
                # Without it, linters take a missing key for an oversight.
                operation.setdefault("security", [])
                for parameter in operation.get("parameters", ()):
                    parameter["schema"] = _sendable(parameter["schema"])
                for response in operation["responses"].values():
                    for content in response.get("content", {}).values():
                        # FastAPI describes a stream as OpenAPI 3.2 does.
                        content.pop("itemSchema", None)
        return document


def _schemas(
    models: Sequence[type[BaseModel]],
    mode: JsonSchemaMode,
    generator: type[GenerateJsonSchema],
) -> dict[str, Any]:
    _, described = models_json_schema(
        [(model, mode) for model in models],
        ref_template="#/components/schemas/{model}",
        schema_generator=generator,
    )
    schemas: dict[str, Any] = described["$defs"]
    return schemas


def _sendable(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a parameter without null, which can't be sent but as a text."""
    kinds: list[dict[str, Any]] = [
        kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}
    ]
    if len(kinds) != 1:
        return schema
    return {key: value for key, value in schema.items() if key != "anyOf"} | kinds[0]


async def openapi_document(request: Request) -> JSONResponse:
    """Return the OpenAPI document."""
    return JSONResponse(await describe(request.app))


class JsonSchemaResponse(JSONResponse):
    """A JSON Schema."""

    media_type = "application/schema+json"


@router.get(
    "/verdict.schema.json",
    response_class=JsonSchemaResponse,
    responses=error_responses(InvalidRequestError),
)
async def verdict_schema() -> JsonSchemaResponse:
    """Return the JSON Schema of a verdict; a finished submission matches it too."""
    schema = Verdict.model_json_schema(mode="serialization")
    # The API's answer has its own fields besides the verdict's.
    del schema["additionalProperties"]
    return JsonSchemaResponse({"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema)

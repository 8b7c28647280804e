"""Requests to have submissions judged."""

import json
from hashlib import sha256
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
)

from app.core.field_errors import refusal
from app.core.texts import WITHOUT_NUL, Name, storable
from app.http.pagination import Id
from app.submissions.schemas import PriorityName
from app.webhooks.callback_url import CallbackUrl

MAX_BATCH = 100
_MAX_METADATA_BYTES = 4096

EXAMPLE_SOURCE = "import jax.numpy as jnp\n\n\ndef double(x):\n    return 2 * x\n"


def _refuse_large_metadata(metadata: dict[str, JsonValue]) -> dict[str, JsonValue]:
    try:
        size = len(json.dumps(metadata, ensure_ascii=False, allow_nan=False).encode())
    # A number may be too large for JSON parsers, or infinite, which JSON can't represent.
    except ValueError:
        raise refusal("finite_numbers_only") from None
    if size > _MAX_METADATA_BYTES:
        raise refusal("json_too_large", limit_bytes=_MAX_METADATA_BYTES)
    return metadata


class SubmissionRequest(BaseModel):
    """A submission: its problem, the text of the file, and the site's optional fields."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {"problem": "double", "source": EXAMPLE_SOURCE},
                {
                    "problem": "double",
                    "source": EXAMPLE_SOURCE,
                    "learner": "learner-17",
                    "external_id": "homework-4711",
                    "metadata": {"course": "jax-101"},
                    "callback_url": "https://site.example/verdicts",
                    "priority": "batch",
                },
            ]
        },
    )

    problem: Annotated[str, AfterValidator(storable)] = Field(
        description="The problem's name.", json_schema_extra=WITHOUT_NUL
    )
    source: Annotated[str, AfterValidator(storable)] = Field(
        min_length=1,
        description="The submitted Python file. The problem limits its size.",
        json_schema_extra=WITHOUT_NUL,
    )
    learner: Name | None = Field(
        default=None, description="The site's name for whoever wrote it; lists filter by it."
    )
    external_id: Name | None = Field(
        default=None,
        description="The site's id for the submission; lists filter by it. It need not be unique.",
    )
    metadata: Annotated[dict[str, JsonValue], AfterValidator(_refuse_large_metadata)] = Field(
        default_factory=dict,
        description="Whatever the site wants back with the submission, "
        f"{_MAX_METADATA_BYTES // 1024} KiB of JSON at most.",
    )
    callback_url: CallbackUrl | None = Field(
        default=None, description="An http or https URL that is told of the verdict."
    )
    assignment: Id | None = Field(
        default=None,
        description="The id of the assignment that it is handed in to; needs the `learner`.",
    )
    priority: PriorityName = Field(
        default="interactive",
        description="`batch` is judged when nothing `interactive`, the default, is waiting.",
    )
    test: bool = Field(
        default=False,
        description="Whether it is an instructor's, which counts in no statistics and no "
        "progress; this needs the scope `author`.",
    )


class BatchRequest(BaseModel):
    """Several submissions, stored together or not at all."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [{"submissions": [{"problem": "double", "source": EXAMPLE_SOURCE}]}]
        },
    )

    submissions: list[SubmissionRequest] = Field(min_length=1, max_length=MAX_BATCH)


def fingerprint(request: BaseModel) -> str:
    """Return a digest of a request's content, independent of its JSON formatting.

    Fields with their default value count as left out.
    """
    asked: dict[str, Any] = request.model_dump(exclude_defaults=True)
    canonical = json.dumps(asked, sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()

"""Describing errors in the OpenAPI document."""

from typing import Any

from app.core.errors import ApiError
from app.http.error_handlers import MEDIA_TYPE

_CONTENT = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ErrorDocument"}}}
# It also keeps FastAPI from declaring its own format of a validation error.
ANY_ERROR: dict[int | str, dict[str, Any]] = {
    "default": {"description": "Any other error", "content": _CONTENT}
}
# What the connection itself refuses. Other errors are more likely, where an endpoint has any.
REFUSED_CONNECTION: dict[int | str, dict[str, Any]] = {
    431: {"description": "The headers of the request are too large", "content": _CONTENT}
}


def error_responses(*errors: type[ApiError]) -> dict[int | str, dict[str, Any]]:
    """Return the `responses=` of an endpoint that may answer with these errors."""
    responses: dict[int | str, dict[str, Any]] = {}
    for error in errors:
        response = responses.setdefault(
            error.status.value, {"description": [], "content": _CONTENT, "headers": {}}
        )
        response["description"].append(error.title)
        response["headers"] |= {
            name: {"description": description, "schema": {"type": "string"}}
            for name, description in error.header_descriptions.items()
        }
    return {
        status: response | {"description": " or ".join(response["description"])}
        for status, response in responses.items()
    }

"""How the OpenAPI document tells of errors."""

from typing import Any

from app.errors import MEDIA_TYPE, ApiError

_CONTENT = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ErrorDocument"}}}
# It also keeps FastAPI from declaring its own form of a validation error.
ANY_ERROR: dict[int | str, dict[str, Any]] = {
    "default": {"description": "Any other error", "content": _CONTENT}
}


def error_responses(*errors: type[ApiError]) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of an endpoint that may answer with these errors."""
    titles: dict[int | str, list[str]] = {}
    for error in errors:
        titles.setdefault(error.status.value, []).append(error.title)
    return {
        status: {"description": " or ".join(names), "content": _CONTENT}
        for status, names in titles.items()
    }

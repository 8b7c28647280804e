"""Response headers that several resources share."""

from typing import Any

from fastapi import Response


def header(description: str, **schema: str) -> dict[str, Any]:
    """Describe a header in the OpenAPI document."""
    return {"description": description, "schema": {"type": "string"} | schema}


APPLIED = {"Preference-Applied": header("The wait that was granted, where one was asked for.")}


def never_cached(response: Response) -> None:
    """Keep an answer that contains a secret out of every cache (RFC 9111)."""
    response.headers["Cache-Control"] = "no-store"

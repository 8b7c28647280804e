"""Headers that several resources' answers have."""

from typing import Any

from fastapi import Response


def header(description: str, **schema: str) -> dict[str, Any]:
    """How the OpenAPI document tells of a header."""
    return {"description": description, "schema": {"type": "string"} | schema}


APPLIED = {"Preference-Applied": header("The wait that was granted, where one was asked for.")}


def never_cached(response: Response) -> None:
    """Keep an answer that holds a secret out of every cache (RFC 9111)."""
    response.headers["Cache-Control"] = "no-store"

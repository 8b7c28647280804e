"""Headers that several resources' answers have."""

from fastapi import Response


def never_cached(response: Response) -> None:
    """Keep an answer that holds a secret out of every cache (RFC 9111)."""
    response.headers["Cache-Control"] = "no-store"

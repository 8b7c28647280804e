"""The URL of a webhook, as a site gives it."""

from typing import Annotated

from pydantic import AfterValidator, Field, HttpUrl, TypeAdapter, ValidationError

from app.core.field_errors import refusal

_MAX_URL = 2048
_url = TypeAdapter(HttpUrl)


def _usual_url(text: str) -> str:
    """Normalize the URL as browsers do, so that the later sender reads it the same way."""
    try:
        url = _url.validate_python(text)
    except ValidationError:
        raise refusal("must_be_url") from None
    if url.username or url.password:
        # They would be stored in plain text, and shown to everyone who reads the store.
        raise refusal("must_have_no_password")
    return str(url)


CallbackUrl = Annotated[
    str,
    # The limit on what is sent: the normalized form may be a little longer.
    Field(max_length=_MAX_URL, json_schema_extra={"format": "uri"}),
    AfterValidator(_usual_url),
]

"""Texts of requests that a database can store, including names."""

from typing import Annotated

from pydantic import AfterValidator, Field, JsonValue

from app.core.field_errors import refusal

_MAX_NAME = 200


def storable(text: str) -> str:
    """Return the text if databases accept it: no NUL and no half of a surrogate pair."""
    if "\0" in text:
        raise refusal("must_have_no_nul")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise refusal("must_have_no_surrogate") from None
    return text


WITHOUT_NUL: dict[str, JsonValue] = {"pattern": "^[^\\u0000]*$"}

# A name that a site chooses for something.
Name = Annotated[
    str,
    AfterValidator(storable),
    Field(min_length=1, max_length=_MAX_NAME, json_schema_extra=WITHOUT_NUL),
]

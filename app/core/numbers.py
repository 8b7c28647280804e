"""Numbers in requests."""

from typing import Annotated

from pydantic import BeforeValidator, Strict


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


# JSON has one number type: 30.0 is an integer too. A text or a boolean is none.
Integer = Annotated[int, Strict(), BeforeValidator(_whole)]

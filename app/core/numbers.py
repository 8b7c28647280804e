"""Numbers in requests."""

from pydantic import BeforeValidator


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


# JSON has one number type: 30.0 is an integer too. It goes last, after the bounds of the integer.
WHOLE = BeforeValidator(_whole)

"""Reading TOML that anybody may have written, in time and memory that grow with its size alone."""

import re
import tomllib
from typing import Any

# `problem.toml` needs three. Readers keep every prefix of a key, so that time and memory grow with
# the square of its parts: a file of 200 kB that is one key took 15 GB.
MAX_KEY_PARTS = 16

# A text or a comment, which may hold what looks like a key. One that is not closed goes to the end,
# so that no place is looked at twice.
_TEXT_OR_COMMENT = re.compile(
    r'"""(?:\\.|.)*?(?:"{3,5}|\Z)'
    r"|'''.*?(?:'{3,5}|\Z)"
    r'|"(?:\\.|[^"\\\n])*"?'
    r"|'[^'\n]*'?"
    r"|#[^\n]*",
    re.DOTALL,
)
# What stands between two keys, or between a key and its value.
_BETWEEN_KEYS = re.compile(r"[=,\[\]{}\n]")


class TomlError(ValueError):
    """A text that is no TOML, or nested more deeply than is read here. The message says which."""


def loads(text: str) -> dict[str, Any]:
    """What a TOML document says.

    Raises:
        TomlError: it is none, or nested too deeply.
    """
    refuse_long_keys(text)
    try:
        return tomllib.loads(text)
    # Beyond its own error: an integer of more digits than Python reads.
    except ValueError as error:
        raise TomlError(f"not TOML: {error}") from None
    except RecursionError:
        raise TomlError("nested too deeply") from None


def refuse_long_keys(text: str) -> None:
    """Refuse what no TOML reader must be given.

    Raises:
        TomlError: a dotted key has more than `MAX_KEY_PARTS` parts.
    """
    keys = _TEXT_OR_COMMENT.sub("", text)
    if any(part.count(".") >= MAX_KEY_PARTS for part in _BETWEEN_KEYS.split(keys)):
        raise TomlError(f"a key has more than {MAX_KEY_PARTS} parts")

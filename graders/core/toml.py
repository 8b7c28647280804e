"""Reading untrusted TOML, in time and memory that depend only on its size."""

import re
import tomllib
from typing import Any

# `problem.toml` needs three. Readers keep every prefix of a key, so time and memory grow with the
# square of its parts: a file of 200 kB that is one key took 15 GB.
MAX_KEY_PARTS = 16

# A text or a comment, which may contain what looks like a key. An unclosed one extends to the end
# of the line or file, so that no position is scanned twice.
_TEXT_OR_COMMENT = re.compile(
    r'"""(?:\\.|.)*?(?:"{3,5}|\Z)'
    r"|'''.*?(?:'{3,5}|\Z)"
    r'|"(?:\\.|[^"\\\n])*"?'
    r"|'[^'\n]*'?"
    r"|#[^\n]*",
    re.DOTALL,
)
# What separates two keys, or a key from its value.
_BETWEEN_KEYS = re.compile(r"[=,\[\]{}\n]")


class TomlError(ValueError):
    """A text that is not TOML, or is nested too deeply. The message says which."""


def loads(text: str) -> dict[str, Any]:
    """Parse a TOML document.

    Raises:
        TomlError: it is not TOML, or nested too deeply.
    """
    refuse_long_keys(text)
    try:
        return tomllib.loads(text)
    # Besides TOMLDecodeError: an integer of more digits than Python parses.
    except ValueError as error:
        raise TomlError(f"not TOML: {error}") from None
    except RecursionError:
        raise TomlError("nested too deeply") from None


def refuse_long_keys(text: str) -> None:
    """Refuse text that no TOML reader may be given.

    Raises:
        TomlError: a dotted key has more than `MAX_KEY_PARTS` parts.
    """
    keys = _TEXT_OR_COMMENT.sub("", text)
    if any(part.count(".") >= MAX_KEY_PARTS for part in _BETWEEN_KEYS.split(keys)):
        raise TomlError(f"a key has more than {MAX_KEY_PARTS} parts")

"""Explaining what is wrong in a `problem.toml` or `track.toml`: the key, and the reason."""

from collections.abc import Iterator

from pydantic import ValidationError

_REASONS = {"missing": "missing", "extra_forbidden": "unknown key"}
# The author of the file chooses how long keys and values are.
_MAX_REASONS = 10
_MAX_KEY = 200
_MAX_REASON = 500


def explain(error: ValidationError) -> list[str]:
    """The errors in such a file, one line each: `key: reason`; ten, and how many more."""
    # Names and keys may contain line breaks.
    lines = [" ".join(f"{key}: {reason}".split()) for key, reason in reasons(error)]
    more = error.error_count() - len(lines)
    return [*lines, f"and {more} more"] if more else lines


def reasons(error: ValidationError) -> Iterator[tuple[str, str]]:
    """The first ten faulty keys, as `cases[0].arguments.x`, and what is wrong there."""
    for item in error.errors(include_url=False, include_input=False)[:_MAX_REASONS]:
        reason = _REASONS.get(item["type"], item["msg"].removeprefix("Value error, "))
        yield _key(item["loc"])[:_MAX_KEY], reason[:_MAX_REASON]


def _key(location: tuple[int | str, ...]) -> str:
    key = ""
    for part in location:
        if isinstance(part, int):
            key += f"[{part}]"
        elif not part.startswith("<"):  # the tag of a union's member: see graders.problem.arguments
            key += f".{part}"
    return key.removeprefix(".")

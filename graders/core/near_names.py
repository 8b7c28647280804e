"""What somebody probably meant who wrote a name that there is none of."""

import difflib
from collections.abc import Collection, Iterable

# The time of difflib grows with the length of names, and nobody misspells longer ones.
_MOST_CHARACTERS = 80


def near_names(name: str, names: Iterable[str]) -> list[str]:
    """Those of `names` that are spelt much like `name`: three at most, the nearest first."""
    if len(name) > _MOST_CHARACTERS:
        return []
    return difflib.get_close_matches(name, list(names))


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """What to append to a message: `; did you mean x or y?`, or nothing if no name is near."""
    near = near_names(name, names)
    return f"; did you mean {' or '.join(near)}?" if near else ""


def instead_of(name: str, names: Iterable[str]) -> str:
    """As `did_you_mean`; if no name is near, all that there are: `; there are: x, y`."""
    known = list(names)
    return did_you_mean(name, known) or (f"; there are: {', '.join(known)}" if known else "")


def unknown_among(names: Iterable[str], known: Collection[str]) -> str:
    """The names that are not known, and what the first of them may have been; empty without any."""
    unknown = [name for name in names if name not in known]
    return f"{', '.join(unknown)}{did_you_mean(unknown[0], known)}" if unknown else ""

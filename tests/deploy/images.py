"""What the Dockerfile says, as far as other files have to agree with it."""

import shlex
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
Instruction = tuple[str, str]


def stages() -> list[list[Instruction]]:
    """The instructions of each stage, as pairs of their word and the rest."""
    found: list[list[Instruction]] = []
    for word, rest in _instructions((ROOT / "Dockerfile").read_text()):
        if word == "FROM":
            found.append([])
        found[-1].append((word, rest))
    return found


def last(word: str) -> str:
    """What the last such instruction of the image's own stage says."""
    return [rest for name, rest in stages()[-1] if name == word][-1]


def environment() -> dict[str, str]:
    """The variables that the image sets."""
    pairs = [each for word, rest in stages()[-1] if word == "ENV" for each in shlex.split(rest)]
    return dict(pair.split("=", 1) for pair in pairs)


def _instructions(text: str) -> Iterator[Instruction]:
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    for line in "\n".join(lines).replace("\\\n", " ").splitlines():
        word, _, rest = line.strip().partition(" ")
        if word:
            yield word.upper(), rest.strip()

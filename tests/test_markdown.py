"""How the documentation is written: lines of 100 characters at most, as the code's."""

import re
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[1]
_FOLDERS = (_ROOT, *(_ROOT / name for name in ("docs", "docs/decisions", "client", "client-js")))
_FILES = sorted(file for folder in _FOLDERS for file in folder.glob("*.md"))
_MOST = 100
# What can't be broken: rows of tables, images and HTML.
_WHOLE = re.compile(r"\s*(\||!\[|<)")


@pytest.mark.parametrize("file", _FILES, ids=lambda file: str(file.relative_to(_ROOT)))
def test_no_line_is_too_long(file: Path) -> None:
    is_code = False
    too_long = []
    for number, line in enumerate(file.read_text().splitlines(), 1):
        if line.lstrip().startswith("```"):
            is_code = not is_code
        elif len(line) > _MOST and not is_code and not _WHOLE.match(line):
            too_long.append(number)
    assert not too_long

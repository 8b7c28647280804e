"""Where entries of lists, tables and the keys before them stand in a TOML text, with comments.

tomlkit gives the comments above an entry to the one before it, so an entry that it removes leaves
its comments behind and takes those of the next one along.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# What brackets, quotes and hashes can be in; all else has no meaning here.
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?""""{0,2}'
    r"|'''.*?''''{0,2}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|[\[\]{}\n]",
    re.DOTALL,
)
_KEY = re.compile(r"""\[(\[)?[ \t]*(?:"([^"\\]*)"|'([^']*)'|([\w-]+))[ \t]*([.\]])""")
_BLANK = re.compile(r"[ \t\r]*")


@dataclass(frozen=True, slots=True)
class Section:
    """The place of an entry or a table in a text.

    Its comments begin at `start`, its header at `header`; its content ends at `end`, before the
    blank lines and comments that lead to what is `next`.
    """

    start: int
    header: int
    end: int
    next: int


def find_sections(text: str, kind: str, *, is_list: bool = True) -> list[Section]:
    """Return the sections of the entries `[[kind]]`, in order, in a valid TOML text.

    If it is no list, that is the one section of the table `[kind]`, or none.
    """
    headers = list(_headers(text))
    found = []
    for place, header in enumerate(headers):
        if _is_entry(text, header, kind, is_list=is_list):
            after = (each for each in headers[place + 1 :] if not _is_within(text, each, kind))
            following = _lead(text, next(after, len(text)))
            end = header + len(text[header:following].rstrip())
            found.append(Section(_lead(text, header), header, end, following))
    return found


def find_top(text: str) -> Section:
    """Return the section of the keys that come before every table."""
    following = _lead(text, next(_headers(text), len(text)))
    return Section(0, 0, len(text[:following].rstrip()), following)


def before_lists(text: str) -> int:
    """Where a table can be added before the first list of tables; the end if there is none."""
    lists = (each for each in _headers(text) if (key := _key(text, each)) and key[1])
    return _lead(text, next(lists, len(text)))


def _headers(text: str) -> Iterator[int]:
    """The offsets of the lines that begin a table."""
    depth = line = 0
    for token in _TOKEN.finditer(text):
        match token[0]:
            case "\n":
                line = token.end()
            case "[" | "{":
                is_first = _BLANK.fullmatch(text, line, token.start()) is not None
                if depth == 0 and is_first:
                    yield line
                depth += 1
            case "]" | "}":
                depth -= 1


def _key(text: str, header: int) -> re.Match[str] | None:
    begin = _BLANK.match(text, header)
    return _KEY.match(text, begin.end() if begin else header)


def _is_entry(text: str, header: int, kind: str, *, is_list: bool) -> bool:
    key = _key(text, header)
    if key is None or bool(key[1]) != is_list:
        return False
    return key[5] == "]" and kind in (key[2], key[3], key[4])


def _is_within(text: str, header: int, kind: str) -> bool:
    """Whether a header begins a table within an entry, as `[kind.arguments]` does."""
    key = _key(text, header)
    return key is not None and key[5] == "." and kind in (key[2], key[3], key[4])


def _lead(text: str, header: int) -> int:
    """Where the comments begin that belong to a header.

    Comments right below other content belong to that, if a blank line separates them from the rest.
    """
    begin = header
    while begin > 0:
        above = text.rfind("\n", 0, begin - 1) + 1
        line = text[above:begin].strip()
        if line and not line.startswith("#"):
            break
        begin = above
    lines = text[begin:header].splitlines(keepends=True)
    # Without a blank line they belong to the header below, or, at the end, to what is above.
    whole = len(lines) if header == len(text) else 0
    blank = next((place for place, line in enumerate(lines) if not line.strip()), whole)
    while blank < len(lines) and not lines[blank].strip():
        blank += 1
    return begin + sum(map(len, lines[:blank]))

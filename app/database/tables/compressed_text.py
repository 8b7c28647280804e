"""Long texts, stored compressed by zstd.

A stored value is a frame of zstd or, where that would be no shorter, the text itself in UTF-8; no
text begins as frames do. So a value tells what it is, and a column may hold both.

Verdicts are short, and alike in their keys and messages: what they have in common is in a
dictionary. Submissions can read it, so it has nothing of any problem's solutions, and sources are
shorter without it. A frame has the number of its dictionary, which is its file's name, or 0 for
none. Dictionaries are never changed or removed, since stored frames need them: a better one gets
the next number (`python -m bench.row_dictionary`).
"""

import sys
from functools import cache
from pathlib import Path

from sqlalchemy import Dialect, LargeBinary, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

from app.core.errors import StoreError

if sys.version_info >= (3, 14):
    from compression import zstd as zstd
else:
    from backports import zstd as zstd

DICTIONARIES = Path(__file__).with_name("dictionaries")
# The number of the one that is compressed with.
_NEWEST = 1
# Longer texts have more in common with themselves than with the dictionary.
_SHORT_BYTES = 64 * 2**10
# Level 19 makes a verdict 2 % smaller, for more than twice the time.
_LEVEL_OF_SHORT = 15
# With that, four megabytes would take half a second.
_LEVEL_OF_LONG = 3
# UTF-8 has no character that begins with the second byte.
_MAGIC = b"\x28\xb5\x2f\xfd"
# Four times a verdict's most.
_MOST_BYTES = 16 * 2**20


def compress(text: str) -> bytes:
    """Return what is stored of a text.

    Raises:
        UnicodeEncodeError: it has a lone surrogate.
    """
    plain = text.encode()
    if len(plain) <= _SHORT_BYTES:
        dictionary = _dictionary(_NEWEST).as_digested_dict
        shorter = zstd.compress(plain, _LEVEL_OF_SHORT, zstd_dict=dictionary)
    else:
        shorter = zstd.compress(plain, _LEVEL_OF_LONG)
    return min(plain, shorter, key=len)


def decompress(stored: bytes) -> str:
    """Return the text of what is stored.

    Raises:
        StoreError: it is damaged, has a dictionary that this version does not know, or is longer
            than any text that is stored.
    """
    try:
        if not is_compressed(stored):
            return stored.decode()
        number = zstd.get_frame_info(stored).dictionary_id
        reader = zstd.ZstdDecompressor(zstd_dict=_dictionary(number) if number else None)
        plain = reader.decompress(stored, max_length=_MOST_BYTES)
        if reader.eof and not reader.unused_data:
            return plain.decode()
    except (zstd.ZstdError, UnicodeDecodeError) as error:
        raise StoreError(f"A stored text is damaged: {error}") from error
    raise StoreError("A stored text is damaged: it has another length than it should")


def is_compressed(stored: object) -> bool:
    """Whether what is stored is a frame, and not the text itself."""
    return isinstance(stored, bytes) and stored.startswith(_MAGIC)


class CompressedText(TypeDecorator[str]):
    """A text that may be long. Only whole values can be read or written: SQL can't look into it."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str] | TypeEngine[bytes]:
        """Return the type of the column in the database."""
        # SQLite stores bytes in a column of texts as they are. So texts of earlier versions stay
        # where they are, and a database of any size is upgraded at once.
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        return dialect.type_descriptor(LargeBinary())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """Convert to what the database stores."""
        return None if value is None else compress(value)

    def process_result_value(self, value: bytes | str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Convert to what the code uses."""
        return decompress(value) if isinstance(value, bytes) else value


@cache
def _dictionary(number: int) -> zstd.ZstdDict:
    try:
        return zstd.ZstdDict((DICTIONARIES / str(number)).read_bytes())
    except FileNotFoundError:
        raise StoreError(
            f"A stored text needs dictionary {number}: install a newer nnx-judge"
        ) from None

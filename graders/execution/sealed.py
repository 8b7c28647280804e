"""Bytes for a file that begins with a digest of the rest, so that a damaged file is detected."""

import hashlib

_DIGEST = hashlib.sha256
_DIGEST_BYTES = _DIGEST().digest_size


class BrokenSealError(ValueError):
    """Bytes that `seal` did not make."""


def seal(content: bytes) -> bytes:
    """The bytes that `unseal` reads."""
    return _DIGEST(content).digest() + content


def unseal(kept: bytes) -> bytes:
    """The content that `seal` was given.

    Raises:
        BrokenSealError: `seal` did not make these bytes.
    """
    digest, content = kept[:_DIGEST_BYTES], kept[_DIGEST_BYTES:]
    if _DIGEST(content).digest() != digest:
        raise BrokenSealError("the digest is another")
    return content

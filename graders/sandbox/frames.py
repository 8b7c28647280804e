"""Messages on the pipes of a sandboxed process: a mark, two lengths, a JSON header, a body."""

import json
import os
import struct
from typing import Any

# For what a process sends: a value with the most parts and characters, as JSON.
HEADER_LIMIT = 4 * 2**20

# A value with the most parts has some 80,000; each becomes an object when parsed.
_MOST_BRACKETS = 2**18

# The mark distinguishes a frame from text that was printed to the wrong descriptor.
_MARK = b"NNXJ"
_PREFIX = struct.Struct("<4sII")


class MalformedFrameError(ValueError):
    """Bytes that are not a frame: damaged or forged."""


class OversizedFrameError(ValueError):
    """A frame that announces more than the reader accepts."""


def pack(header: Any, body: bytes = b"") -> bytes:
    """The frame's bytes."""
    text = json.dumps(header, separators=(",", ":")).encode()
    return _PREFIX.pack(_MARK, len(text), len(body)) + text + body


def unpack(data: bytes) -> tuple[Any, bytes]:
    """The header and the body of one whole frame.

    Raises:
        MalformedFrameError: it is not a frame, or not a whole one.
    """
    try:
        mark, header_bytes, body_bytes = _PREFIX.unpack_from(data)
        header_end = _PREFIX.size + header_bytes
        if mark != _MARK or header_end + body_bytes != len(data):
            raise MalformedFrameError("no whole frame")
        return json.loads(data[_PREFIX.size : header_end]), data[header_end:]
    except (struct.error, ValueError, RecursionError) as error:
        raise MalformedFrameError(str(error)) from None


class FrameReader:
    """Assembles frames from a descriptor, holding no more than the caps allow."""

    def __init__(self, descriptor: int, body_limit: int, header_limit: int = HEADER_LIMIT) -> None:
        self._descriptor = descriptor
        self._body_limit = body_limit
        self._header_limit = header_limit
        self._received = bytearray()

    def read(self) -> tuple[Any, bytes] | None:
        """The next frame; None if the descriptor would block first.

        Raises:
            EOFError: the other side closed before a whole frame came.
            MalformedFrameError: the bytes are not a frame.
            OversizedFrameError: the frame announces more than `body_limit` or `header_limit`, or
                its header has too many lists and objects.
        """
        while (missing := self._missing()) > 0:
            try:
                chunk = os.read(self._descriptor, min(missing, 2**20))
            except BlockingIOError:
                return None
            if not chunk:
                raise EOFError
            self._received += chunk
        data = bytes(self._received)
        self._received.clear()
        header_end = len(data) - _PREFIX.unpack_from(data)[2]
        if sum(data.count(bracket, 0, header_end) for bracket in (b"[", b"{")) > _MOST_BRACKETS:
            raise OversizedFrameError
        return unpack(data)

    def _missing(self) -> int:
        if len(self._received) < _PREFIX.size:
            return _PREFIX.size - len(self._received)
        mark, header_bytes, body_bytes = _PREFIX.unpack_from(self._received)
        if mark != _MARK:
            raise MalformedFrameError("no frame begins like this")
        if header_bytes > self._header_limit or body_bytes > self._body_limit:
            raise OversizedFrameError
        return int(_PREFIX.size + header_bytes + body_bytes - len(self._received))


def write(descriptor: int, data: bytes) -> None:
    """Write all of `data` to a blocking descriptor."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]

import math
import os
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graders.sandbox import frames
from graders.sandbox.frames import (
    HEADER_LIMIT,
    FrameReader,
    MalformedFrameError,
    OversizedFrameError,
    pack,
)

BODY_LIMIT = 1000


@dataclass
class Pipe:
    """A pipe whose reading end does not block, as the judge's."""

    receiving: int
    sending: int
    closed: bool = False

    def send(self, data: bytes) -> None:
        assert os.write(self.sending, data) == len(data)

    def close_sending(self) -> None:
        os.close(self.sending)
        self.closed = True


def open_pipe() -> Iterator[Pipe]:
    pipe = Pipe(*os.pipe())
    os.set_blocking(pipe.receiving, False)
    yield pipe
    os.close(pipe.receiving)
    if not pipe.closed:
        pipe.close_sending()


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    yield from open_pipe()


def read_all(reader: FrameReader) -> list[tuple[Any, bytes]]:
    """Every frame that has come."""
    found = []
    while (frame := reader.read()) is not None:
        found.append(frame)
    return found


def read_next(reader: FrameReader) -> tuple[Any, bytes]:
    """The next frame, as soon as all of it has come."""
    while (frame := reader.read()) is None:
        pass
    return frame


HEADERS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(max_size=5), parts),
    max_leaves=8,
)


@given(
    st.lists(st.tuples(HEADERS, st.binary(max_size=200)), max_size=4),
    st.lists(st.integers(1, 60), max_size=40),
)
def test_frames_come_out_however_the_bytes_are_split(
    sent: list[tuple[Any, bytes]], pieces: list[int]
) -> None:
    for pipe in open_pipe():
        reader = FrameReader(pipe.receiving, BODY_LIMIT)
        rest = b"".join(pack(header, body) for header, body in sent)
        received = []
        for piece in pieces:
            if rest[:piece]:
                pipe.send(rest[:piece])
            rest = rest[piece:]
            received += read_all(reader)
        if rest:
            pipe.send(rest)
        received += read_all(reader)
        assert received == sent


@given(st.binary(max_size=200))
def test_arbitrary_bytes_raise_only_what_is_said(data: bytes) -> None:
    for pipe in open_pipe():
        if data:
            pipe.send(data)
        pipe.close_sending()
        reader = FrameReader(pipe.receiving, BODY_LIMIT)
        with pytest.raises((EOFError, MalformedFrameError, OversizedFrameError)):
            read_all(reader)


@given(st.binary(max_size=200))
def test_arbitrary_header_raises_only_what_is_said(header: bytes) -> None:
    for pipe in open_pipe():
        pipe.send(struct.pack("<4sII", b"NNXJ", len(header), 0) + header)
        reader = FrameReader(pipe.receiving, BODY_LIMIT)
        try:
            frame = reader.read()
        except MalformedFrameError:
            continue
        assert frame is not None


def test_nothing_sent_is_no_frame_yet(pipe: Pipe) -> None:
    assert FrameReader(pipe.receiving, BODY_LIMIT).read() is None


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"{", id="unfinished"),
        pytest.param(b"\xff\xfe\xfd", id="no text"),
        pytest.param(b"[" * 100_000, id="nested beyond the recursion limit"),
        pytest.param(b"9" * 10_000, id="more digits than Python reads"),
        pytest.param(b"{} {}", id="two documents"),
    ],
)
def test_header_that_is_no_json_is_malformed(pipe: Pipe, header: bytes) -> None:
    reader = FrameReader(pipe.receiving, BODY_LIMIT)
    message = struct.pack("<4sII", b"NNXJ", len(header), 0) + header
    sender = threading.Thread(target=frames.write, args=(pipe.sending, message))
    sender.start()
    try:
        with pytest.raises(MalformedFrameError):
            read_next(reader)
    finally:
        sender.join()


def test_garbage_is_malformed(pipe: Pipe) -> None:
    pipe.send(b"printed to the wrong descriptor\n")
    with pytest.raises(MalformedFrameError):
        FrameReader(pipe.receiving, BODY_LIMIT).read()


def test_garbage_after_a_frame_is_malformed(pipe: Pipe) -> None:
    reader = FrameReader(pipe.receiving, BODY_LIMIT)
    pipe.send(pack({"ready": True}) + b"and some garbage")
    assert reader.read() == ({"ready": True}, b"")
    with pytest.raises(MalformedFrameError):
        reader.read()


def test_body_at_the_limit_is_taken(pipe: Pipe) -> None:
    body = b"b" * BODY_LIMIT
    pipe.send(pack(None, body))
    assert FrameReader(pipe.receiving, BODY_LIMIT).read() == (None, body)


@pytest.mark.parametrize(
    ("header_bytes", "body_bytes"),
    [(2, BODY_LIMIT + 1), (HEADER_LIMIT + 1, 0), (2**32 - 1, 2**32 - 1)],
    ids=["body", "header", "both"],
)
def test_announcing_too_much_is_refused_before_it_comes(
    pipe: Pipe, header_bytes: int, body_bytes: int
) -> None:
    pipe.send(struct.pack("<4sII", b"NNXJ", header_bytes, body_bytes))
    with pytest.raises(OversizedFrameError):
        FrameReader(pipe.receiving, BODY_LIMIT).read()


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99], ids=["start", "prefix", "middle", "end"])
def test_end_before_a_whole_frame(pipe: Pipe, share: float) -> None:
    whole = pack({"value": []}, b"x" * 100)
    reader = FrameReader(pipe.receiving, BODY_LIMIT)
    pipe.send(whole + whole[: math.floor(share * len(whole))])
    pipe.close_sending()
    assert reader.read() == ({"value": []}, b"x" * 100)
    with pytest.raises(EOFError):
        reader.read()


def test_write_sends_more_than_a_pipe_holds(pipe: Pipe) -> None:
    body = os.urandom(2**20)
    reader = FrameReader(pipe.receiving, len(body))
    sender = threading.Thread(target=frames.write, args=(pipe.sending, pack({}, body)))
    sender.start()
    try:
        assert read_next(reader) == ({}, body)
    finally:
        sender.join()

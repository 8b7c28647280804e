"""What a sandboxed process could send, frame by frame: the judge's end of its pipes is real."""

import fcntl
import json
import math
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from hypothesis import strategies as st

from graders.core import values
from graders.core.limits import Limits
from graders.core.values import Value, encode
from graders.sandbox import frames
from graders.sandbox.child.forking import ENDED
from graders.sandbox.supervisor.forks import Child
from graders.sandbox.supervisor.run import Run

_PIPE_BYTES = 2**20


class _ThisProcess(Child):
    """Stands for the child whose part a test plays: nothing of it is killed."""

    def kill(self) -> None:
        """Let it live."""


@contextmanager
def run_that_gets(sent: Sequence[bytes], limits: Limits) -> Iterator[Run]:
    """A run of a process that has loaded its source, sends these bytes, and ends."""
    reads, writes = zip(*(os.pipe() for _ in range(5)), strict=True)
    stdout, stderr, job, result, status = range(5)
    for descriptor in (*reads, writes[job]):
        os.set_blocking(descriptor, False)
    for descriptor in (writes[result], writes[job]):
        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    started = [frames.pack({"ready": True}), frames.pack({"loaded": True})]
    frames.write(writes[result], b"".join([*started, *sent])[:_PIPE_BYTES])
    os.write(writes[status], ENDED.pack(0, 0.0))
    for index in (stdout, stderr, result, status):
        os.close(writes[index])
    child = _ThisProcess(
        process=os.getpid(),
        pidfd=os.pidfd_open(os.getpid()),
        stdout=reads[stdout],
        stderr=reads[stderr],
        job=writes[job],
        result=reads[result],
        status=reads[status],
    )
    try:
        with Run(child, limits, watch_threads=False).started() as run:
            yield run
    finally:
        os.close(reads[job])


# By functions, because Hypothesis writes strategies out.
def _a_long_text() -> str:
    return "\x00x" * 3000


def _a_long_number() -> int:
    return 10**4000


NAMES = st.sampled_from(
    [
        values.KEY_TYPE,
        "",
        "0",
        "1",
        "a",
        "list",
        "dict",
        "tuple",
        "State",
        "Param",
        "\ud800\x00\u202e",
    ]
) | st.text(st.characters(exclude_categories=()), max_size=4)
KINDS = st.sampled_from(["jax", "numpy", "python"])
DTYPES = st.sampled_from(sorted(values.DTYPES))
SIZES = st.sampled_from([0, 1, 2, 3, 4, 17, 2**16, 2**31, 2**62, -1, True, 1.0, None])
JSON_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | NAMES
    | st.sampled_from(["array", "constant", "node"])
    | st.builds(_a_long_text)
    | st.builds(_a_long_number)
)
ANY_JSON = st.recursive(
    JSON_LEAVES,
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(NAMES, parts, max_size=3),
    max_leaves=8,
)


_BYTES = st.sampled_from([b"\0", b"\x01", b"\x7f", b"\x80", b"\xff"])
_LEAVES = st.one_of(
    st.builds(
        lambda kind, dtype, shape, byte: (
            ["array", kind, dtype, shape],
            byte * (values.DTYPES[dtype].itemsize * math.prod(shape)),
        ),
        KINDS,
        DTYPES,
        st.lists(st.integers(0, 3), max_size=4),
        _BYTES,
    ),
    st.builds(lambda text: (["constant", text], b""), st.none() | NAMES),
)
# Values' descriptions, with the bodies that go with them.
DESCRIPTIONS = st.recursive(
    _LEAVES,
    lambda parts: st.builds(
        lambda name, named: (
            ["node", name, [[child, part[0]] for child, part in named.items()]],
            b"".join(part[1] for part in named.values()),
        ),
        NAMES,
        st.dictionaries(NAMES, parts, max_size=3),
    ),
    max_leaves=6,
)
# What wraps a leaf, as a variable does, and calls itself keys.
FAKE_KEYS = st.builds(lambda leaf: (["node", values.KEY_TYPE, [["", leaf[0]]]], leaf[1]), _LEAVES)
_OTHER_PARTS = DESCRIPTIONS.map(lambda made: made[0]) | ANY_JSON
_ALTERATIONS: dict[tuple[str, int], st.SearchStrategy[Any]] = {
    ("array", 1): KINDS | KINDS | JSON_LEAVES,
    ("array", 2): DTYPES | DTYPES | JSON_LEAVES,
    ("array", 3): st.lists(st.integers(0, 3), max_size=4) | st.lists(SIZES, max_size=40),
    ("node", 1): NAMES,
}
_ALTERED_PARTS: st.SearchStrategy[list[int]] = st.just([]) | st.lists(
    st.integers(0, 2**16), max_size=2
)
_ALTERED_BYTES = st.lists(st.tuples(st.integers(0, 2**16), _BYTES), max_size=4)


@st.composite
def altered(draw: st.DrawFn, value: Value) -> tuple[Any, bytes]:
    """The description and body of this value, with something else in a few places."""
    description, body = encode(value)
    description = json.loads(json.dumps(description))
    places = _places(description)
    for number in draw(_ALTERED_PARTS):
        part, place = places[number % len(places)]
        if part[0] == "array" and place == 3 and number % 2:
            part[3] = part[3][::-1] if isinstance(part[3], list) else part[3]
            continue
        alterations = _ALTERATIONS.get((str(part[0]), place), _OTHER_PARTS | NAMES)
        part[place] = draw(alterations)
    needed = _body_bytes(description)
    if needed < 2**16:
        body = body[:needed].ljust(needed, b"\x01")
    for number, byte in draw(_ALTERED_BYTES):
        if body:
            at = number % len(body)
            body = body[:at] + byte + body[at + 1 :]
    return description, body


def _body_bytes(description: Any) -> int:
    """How many bytes its arrays need, as far as it describes any."""
    match description:
        case ["array", _, str(name), [*shape]] if name in values.DTYPES:
            sizes = [size for size in shape if type(size) is int and size >= 0]
            return values.DTYPES[name].itemsize * math.prod(sizes)
        case ["node", _, [*children]]:
            return sum(
                _body_bytes(child[-1]) for child in children if isinstance(child, list) and child
            )
    return 0


def _places(description: Any) -> list[tuple[list[Any], int]]:
    """Every list of a description, with each of its places."""
    places = [(description, index) for index in range(1, len(description))]
    if description[0] == "node":
        for child in description[2]:
            places += [(child, 0), (child, 1), *_places(child[1])]
    return places


NOTICED = st.lists(
    st.tuples(
        st.sampled_from(["key_reuse", "deprecated_api", "changes_inputs", "slow", "x"]) | ANY_JSON,
        st.integers() | ANY_JSON,
        NAMES | ANY_JSON,
    ).map(list)
    | ANY_JSON,
    max_size=3,
)
ERRORS = st.fixed_dictionaries(
    {},
    optional={
        "stage": st.sampled_from(["parse", "define", "run"]) | ANY_JSON,
        "type": st.sampled_from(["ValueError", "MemoryError", "PermissionError"]) | ANY_JSON,
        "message": NAMES | st.builds(_a_long_text) | ANY_JSON,
        "line": st.sampled_from([1, 2, 3, 0, -1, 2**31, 1.0, True]) | ANY_JSON,
    },
)


def answers(expected: Value) -> st.SearchStrategy[bytes]:
    """Frames that a process could answer a call with, where this value is expected."""
    described = altered(expected) | altered(expected) | altered(expected) | DESCRIPTIONS | FAKE_KEYS
    with_value = st.builds(
        lambda made, more: ({"value": made[0], **more}, made[1]),
        described,
        st.fixed_dictionaries({}, optional={"noticed": NOTICED | ANY_JSON}),
    )
    without = st.one_of(
        ANY_JSON,
        st.builds(lambda error: {"error": error}, ERRORS | ANY_JSON),
        st.builds(lambda what: {"unreadable": what}, NAMES | ANY_JSON),
        st.builds(lambda value: {"value": value}, ANY_JSON),
        st.builds(lambda noticed: {"traced": True, "noticed": noticed}, NOTICED | ANY_JSON),
    ).map(lambda header: (header, b""))
    sent = st.one_of(*[with_value] * 6, without)
    whole = sent.map(lambda header_and_body: frames.pack(*header_and_body))
    damaged = st.builds(_damaged, whole, st.integers(0, 200), st.binary(min_size=1, max_size=3))
    return st.one_of(*[whole] * 8, damaged)


def _damaged(frame: bytes, at: int, by: bytes) -> bytes:
    return frame[:at] + by + frame[at + len(by) :]

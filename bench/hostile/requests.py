"""The kinds of hostile requests. Each tells the statuses that it was answered with."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from itertools import count
from random import Random

from bench.hostile.adversary import HUNG_UP, LEAKED, Adversary, hang_up
from bench.hostile.bodies import (
    HEADERS,
    PATHS,
    gzip_bomb,
    json_bodies,
    packages,
    problem_files,
    slow_statement,
)
from bench.server import SUBMISSIONS

Send = Callable[[Adversary], Awaitable[list[str]]]

_PROBLEMS = "/api/v1/problems"
_TAKING_JSON = (SUBMISSIONS, f"{SUBMISSIONS}/batch", "/api/v1/runs", "/api/v1/session")
_METHODS = ("PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "CONNECT", "PROPFIND", "A" * 500)
_FLOOD, _STREAMS, _PIPELINED = 300, 20, 200
# How long what is never finished or read is held.
_HOLD_S = 3.0
_names = count()


def hostile_requests(wanted: int, chance: Random) -> list[tuple[str, Send]]:
    """So many with the names of their kinds, each kind about as often as any other."""
    kinds = _kinds()
    chosen: list[tuple[str, Send]] = []
    while len(chosen) < wanted:
        chosen += chance.sample(kinds, min(len(kinds), wanted - len(chosen)))
    return chosen


def _kinds() -> list[tuple[str, Send]]:
    bodies = [(f"JSON: {name}", _json(body)) for name, body in json_bodies().items()]
    zips = [(f"package: {name}", _package(*package)) for name, package in packages().items()]
    paths = [(f"GET {path[:60]}", _get(path, {})) for path in PATHS]
    headers = [(f"headers: {name}", _get(SUBMISSIONS, each)) for name, each in HEADERS.items()]
    raw = [(f"bytes: {name}", _bytes(pieces)) for name, pieces in _RAW.items()]
    bodies.append(("JSON: gzip bomb", _json(gzip_bomb(), "gzip")))
    return [*bodies, *zips, *paths, *headers, *raw, *_OTHERS.items()]


def _json(body: bytes, encoding: str = "identity") -> Send:
    async def send(adversary: Adversary) -> list[str]:
        headers = {"Content-Type": "application/json", "Content-Encoding": encoding}
        path = adversary.chance.choice(_TAKING_JSON)
        return [await adversary.send("POST", path, content=body, headers=headers)]

    return send


def _package(kind: str, body: bytes) -> Send:
    async def send(adversary: Adversary) -> list[str]:
        headers = {**adversary.author, "Content-Type": kind}
        return [await adversary.send("POST", _PROBLEMS, content=body, headers=headers)]

    return send


def _get(path: str, headers: dict[str, str | bytes]) -> Send:
    async def send(adversary: Adversary) -> list[str]:
        return [await adversary.send("GET", path, headers=headers)]

    return send


def _bytes(pieces: tuple[bytes, ...]) -> Send:
    async def send(adversary: Adversary) -> list[str]:
        return [await adversary.send_bytes(*pieces)]

    return send


_GET = b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n"
_POST = b"POST /api/v1/submissions HTTP/1.1\r\nHost: 127.0.0.1\r\n"
_RAW: dict[str, tuple[bytes, ...]] = {
    "half of the headers": (_GET + b"X-Half: ",),
    "half of a header's name": (b"GET /livez HTTP/1.1\r\nHo",),
    "a huge header": (_GET + b"X-Huge: ", *(16 * (b"x" * 2**16,)), b"\r\n\r\n"),
    "many headers": (_GET, b"".join(b"X-%d: 1\r\n" % number for number in range(5000)), b"\r\n"),
    "a long address": (b"GET /" + b"a" * 500_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",),
    "two lengths": (_POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",),
    "a length and chunks": (
        _POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ),
    "a negative length": (_POST + b"Content-Length: -1\r\n\r\n",),
    "a huge length": (_POST + b"Content-Length: " + b"9" * 100 + b"\r\n\r\n",),
    "a strange chunk": (_POST + b"Transfer-Encoding: chunked\r\n\r\nZZZ\r\n",),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 512,),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",),
    "no HTTP": (b"\r\n" * 1000 + b"\xff" * 10_000 + b"\r\n\r\n",),
    "a NUL in a header": (_GET + b"X-\0: \0\r\n\r\n",),
    "a WebSocket": (
        _GET + b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
    ),
    "an expectation": (_POST + b"Expect: 100-continue\r\nContent-Length: 10\r\n\r\n",),
}


async def _half_a_body(adversary: Adversary) -> list[str]:
    head = _head(
        adversary.learner, b"Content-Type: text/x-python\r\nContent-Length: 100000\r\n\r\n"
    )
    return [await adversary.send_bytes(head + b"half of", patience_s=_HOLD_S)]


async def _endless_chunks(adversary: Adversary) -> list[str]:
    head = _head(
        adversary.learner, b"Content-Type: text/x-python\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    chunk = b"10000\r\n" + b"x" * 2**16 + b"\r\n"
    return [await adversary.send_bytes(head, *(200 * (chunk,)), patience_s=_HOLD_S)]


async def _slow_chunks(adversary: Adversary) -> list[str]:
    async def body() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b"#"
            await asyncio.sleep(_HOLD_S / 30)

    headers = {"Content-Type": "text/x-python"}
    path = f"{SUBMISSIONS}?problem=none"
    return [await adversary.send("POST", path, content=body(), headers=headers)]


async def _flood(adversary: Adversary) -> list[str]:
    connections = await asyncio.gather(
        *(adversary.connect() for _ in range(_FLOOD)), return_exceptions=True
    )
    await asyncio.sleep(_HOLD_S)
    for each in connections:
        if not isinstance(each, BaseException):
            await hang_up(each[1])
    return [HUNG_UP]


async def _unread_streams(adversary: Adversary) -> list[str]:
    submission, learner = adversary.newest
    head = _head(learner, b"\r\n", f"GET {SUBMISSIONS}/{submission}/events".encode())
    return await _unread(adversary, head, _STREAMS)


async def _unread_answers(adversary: Adversary) -> list[str]:
    return await _unread(
        adversary, _PIPELINED * _head(adversary.learner, b"\r\n", b"GET /openapi.json"), 3
    )


async def _unread(adversary: Adversary, data: bytes, connections: int) -> list[str]:
    opened = await asyncio.gather(*(adversary.connect() for _ in range(connections)))
    for _, writer in opened:
        writer.write(data)
    await asyncio.sleep(_HOLD_S)
    for _, writer in opened:
        await hang_up(writer)
    return [HUNG_UP]


async def _compare(adversary: Adversary) -> list[str]:
    old, new = adversary.equal_lines
    return [await adversary.send("GET", f"/compare?old={old}&new={new}")]


async def _many_comparisons(adversary: Adversary) -> list[str]:
    answers = await asyncio.gather(*(_compare(adversary) for _ in range(5)))
    return [status for statuses in answers for status in statuses]


async def _another_learners_name(adversary: Adversary) -> list[str]:
    if not adversary.named:
        return []
    name, body = adversary.chance.choice(list(adversary.named.items()))
    headers = {**adversary.learner, "Idempotency-Key": name}
    answer = await adversary.client.post(SUBMISSIONS, json=body, headers=headers)
    if (submission := answer.json().get("id")) is None:
        return [str(answer.status_code)]
    if submission in adversary.honest_ids:
        return [LEAKED]
    # It is one more honest submission otherwise.
    return [
        str(answer.status_code),
        await adversary.send("DELETE", f"{SUBMISSIONS}/{submission}"),
    ]


async def _anothers_submission(adversary: Adversary) -> list[str]:
    if not adversary.honest_ids:
        return []
    submission = adversary.chance.choice(sorted(adversary.honest_ids))
    statuses = [
        await adversary.send(method, f"{SUBMISSIONS}/{submission}{rest}")
        for method, rest in (("GET", ""), ("GET", "/source"), ("GET", "/events"), ("DELETE", ""))
    ]
    return [LEAKED if status.startswith("2") else status for status in statuses]


async def _wrong_methods(adversary: Adversary) -> list[str]:
    return [await adversary.send(method, SUBMISSIONS) for method in _METHODS]


async def _slow_statement(adversary: Adversary) -> list[str]:
    name = f"fence_{next(_names)}"
    # Some within what is highlighted, some beyond it.
    files = problem_files(name, slow_statement(adversary.chance.choice((1000, 2500, 15_000))))
    package = json.dumps({"name": name, "files": files})
    headers = {**adversary.author, "Content-Type": "application/json"}
    return [
        await adversary.send("POST", _PROBLEMS, content=package, headers=headers),
        await adversary.send("GET", f"/problems/{name}", headers={"Accept": "text/html"}),
        await adversary.send("POST", f"{_PROBLEMS}/{name}/archive", headers=adversary.author),
    ]


async def _text_in_another_encoding(adversary: Adversary) -> list[str]:
    statuses = []
    for encoding in ("utf-7", "utf-16", "utf-32", "latin-1", "cp037"):
        headers = {"Content-Type": f"text/x-python; charset={encoding}"}
        body = "# \xe9\ndef attack(number):\n    return 0\n".encode(encoding)
        path = f"{SUBMISSIONS}?problem=none"
        statuses.append(await adversary.send("POST", path, content=body, headers=headers))
    return statuses


async def _hasty(adversary: Adversary) -> list[str]:
    """Ask and hang up before the answer."""
    for _ in range(20):
        _, writer = await adversary.connect()
        writer.write(_head(adversary.learner, b"\r\n", b"GET /openapi.json"))
        await hang_up(writer)
    return [HUNG_UP]


def _head(learner: Mapping[str, str], rest: bytes, line: bytes = _POST.split(b" HTTP")[0]) -> bytes:
    token = learner["Authorization"].encode()
    return line + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: " + token + b"\r\n" + rest


_OTHERS: dict[str, Send] = {
    "half of a body": _half_a_body,
    "chunks without end": _endless_chunks,
    "slow chunks": _slow_chunks,
    "flood of connections": _flood,
    "event streams that are not read": _unread_streams,
    "answers that are not read": _unread_answers,
    "comparison of many equal lines": _compare,
    "several comparisons at once": _many_comparisons,
    "another learner's Idempotency-Key": _another_learners_name,
    "another learner's submission": _anothers_submission,
    "wrong methods": _wrong_methods,
    "statement with a long piece of code": _slow_statement,
    "texts in other encodings": _text_in_another_encoding,
    "no waiting for answers": _hasty,
}

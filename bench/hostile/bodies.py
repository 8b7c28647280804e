"""Hostile bodies of requests, and hostile addresses and headers."""

import gzip
import io
import json
import zipfile
from functools import cache

_SOURCE = "def attack(number):\n    return 0\n"


@cache
def json_bodies() -> dict[str, bytes]:
    """What is sent as JSON, by what is wrong with it."""
    submission = b'{"problem": "attack", "source": "x", %s}'
    fields = ",".join(f'"k{number}": 1' for number in range(5000)).encode()
    return {
        "unknown fields": b'{"submissions": [%s]}' % b",".join(100 * [submission % fields]),
        "deep lists": b"[" * 200_000,
        "deep objects": b'{"metadata":' * 50_000,
        "deep in metadata": submission % (b'"metadata": ' + b'{"a":' * 1000 + b"1" + b"}" * 1001),
        "half a surrogate pair": submission % rb'"learner": "\ud800"',
        "surrogate in source": rb'{"problem": "attack", "source": "\udfff"}',
        "huge integer": submission % (b'"metadata": {"n": ' + b"9" * 100_000 + b"}"),
        "huge exponent": submission % b'"metadata": {"n": 1e400}',
        "NaN": submission % b'"metadata": {"n": NaN}',
        "same key often": b"{" + b",".join(10_000 * [b'"problem": "attack"']) + b"}",
        "NUL": rb'{"problem": "attack", "source": "\u0000"}',
        "many quotes": b'"' * 1_000_000,
        "many escapes": b'{"source": "' + b"\\\\" * 500_000 + b'\\"',
        "many small values": b'{"inputs": [' + b"[]," * 500_000 + b"[]]}",
        "not UTF-8": b'{"problem": "attack", "source": "\xff\xfe"}',
        "UTF-16": json.dumps({"problem": "attack", "source": _SOURCE}).encode("utf-16"),
        "too large": b'{"problem": "attack", "source": "' + b"x" * 7_000_000 + b'"}',
        "callback to this machine": submission % b'"callback_url": "http://127.0.0.1:1/"',
        "empty": b"",
    }


@cache
def packages() -> dict[str, tuple[str, bytes]]:
    """What an author sends as a problem, with its type, by what is wrong with it."""
    dotted = "a." * 50_000 + "b = 1\n"
    return {
        "TOML with a long dotted key": _texts({"problem.toml": dotted}),
        "TOML of 250 kB with a long dotted key": _texts({"problem.toml": "a." * 100_000 + "b = 1"}),
        "deep TOML": _texts({"problem.toml": "a = " + "[" * 50_000}),
        "TOML with a huge integer": _texts({"problem.toml": "a = " + "9" * 100_000}),
        "statement of deep quotes": _texts(problem_files("quotes", ">" * 60_000)),
        "statement of brackets": _texts(problem_files("brackets", "[" * 60_000)),
        "statement of emphasis": _texts(problem_files("emphasis", "*a _b " * 10_000)),
        "many files": _texts({f"f{number}.py": "" for number in range(15_000)}),
        "path that leads out": _texts({"../../escape.py": "x"}),
        "zip bomb": ("application/zip", _zip({"problem.toml": b"\0" * 200_000_000})),
        "zip of many files": ("application/zip", _zip({f"f{n}": b"" for n in range(20_000)})),
        "zip that leads out": ("application/zip", _zip({"../../escape.py": b"x"})),
        "no zip": ("application/zip", b"PK\x03\x04" + b"\xff" * 100_000),
    }


def problem_files(name: str, statement: str) -> dict[str, str]:
    """A small problem with that statement."""
    return {
        "problem.toml": f'name = "{name}"\ntitle = "{name}"\ndifficulty = "easy"\n'
        'accept = ["jax", "python"]\n'
        f'[entry_point]\nfunction = "{name}"\nparameters = ["x"]\n'
        '[[cases]]\nname = "sample"\nvisibility = "sample"\narguments = { x = 2.0 }\n',
        "solution.py": f"def {name}(x):\n    return x * 2.0\n",
        "warm_up.py": "def warm_up(x):\n    return x\n",
        "statement.md": statement,
    }


def slow_statement(lines: int) -> str:
    """A statement with a long piece of code, in a language whose lexer tracks back."""
    return "Read this.\n\n```c\n" + "\n \n" * lines + "```\n"


def equal_lines(tail: str) -> str:
    """A submission of many equal lines."""
    return _SOURCE + "#\n" * 6000 + tail


@cache
def gzip_bomb() -> bytes:
    """50 kB that are 50 MB."""
    return gzip.compress(b" " * 50_000_000)


# What is asked for with GET.
PATHS = (
    "/api/v1/submissions?limit=" + "9" * 5000,
    "/api/v1/submissions?limit=-1",
    "/api/v1/submissions?cursor=" + "A" * 20_000,
    "/api/v1/submissions?created_after=9999-12-31T23:59:59%2B23:59",
    "/api/v1/submissions?created_before=0001-01-01T00:00:00-23:59",
    "/api/v1/submissions?learner=%00",
    "/api/v1/submissions?learner=%ED%A0%80&verdict=%FF",
    "/api/v1/submissions?" + "&".join(f"k{number}=1" for number in range(5000)),
    "/api/v1/submissions/" + "%00" * 1000,
    "/api/v1/submissions/..%2f..%2fetc%2fpasswd",
    "/api/v1/problems/%F0%9F%92%A3" + "%2F" * 1000,
    "/api/v1/problems/" + "a" * 30_000,
    "/static/..%2f..%2fsettings.py",
    "/static/%00",
    "/compare?old=%00&new=%00",
    "/compare",
    "/statistics?problem=" + "%25" * 5000,
    "/submissions?cursor=%00",
    "/problems/%00/workbench",
    "/embed/" + "%E2%80%AE" * 100,
)

# What is asked with, for the list of submissions.
HEADERS: dict[str, dict[str, str | bytes]] = {
    "large cookie": {"Cookie": "session=" + "x" * 50_000},
    "many cookies": {"Cookie": "; ".join(f"c{number}=1" for number in range(5000))},
    "strange cookie": {"Cookie": b'nnx_judge_session="\xff\x01;;;=;\\'},
    "no token": {"Authorization": "Bearer njt_" + "e30" * 1000 + ".AAAA"},
    "token of deep JSON": {"Authorization": "Bearer njt_" + "W1tb" * 900 + ".AAAA"},
    "key with another checksum": {"Authorization": "Bearer njk_" + "0" * 49},
    "credentials that are no text": {"Authorization": b"Bearer \xff\xfe\x80"},
    "host": {"Host": "a" * 10_000 + "@[::1]:99999"},
    "hosts of a proxy": {"X-Forwarded-For": "1.1.1.1, " * 5000},
    "traces": {"traceparent": "00-" + "f" * 10_000, "tracestate": "a=b," * 2000},
    "request id": {"X-Request-ID": b"\xe2\x80\xae\t" + b"x" * 1000},
    "waiting": {"Prefer": "wait=1e999, " * 1000},
    "languages": {"Accept-Language": "en;q=0.1," * 5000, "Accept": "*/*;q=9e999," * 3000},
    "range": {"Range": "bytes=" + "0-1," * 10_000},
    "times": {"If-Modified-Since": "Sat, 99 Foo 99999 99:99:99", "If-None-Match": '"' * 20_000},
}


def _texts(files: dict[str, str]) -> tuple[str, bytes]:
    name = "hostile"
    return "application/json", json.dumps({"name": name, "files": files}).encode()


def _zip(files: dict[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in files.items():
            written.writestr(name, content)
    return archive.getvalue()

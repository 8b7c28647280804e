"""Run nginx and Caddy with the examples here before a judge, and see that they do what they say.

    apt-get install nginx caddy openssl
    python deploy/try_examples.py http://127.0.0.1:8000 KEY

KEY has the scopes `submit` and `read`. Both listen on a loopback address, with a certificate of
their own.
"""

import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx

_HERE = Path(__file__).parent
_PATIENCE_S = 20


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        port: int = bound.getsockname()[1]
        return port


@contextmanager
def running(command: list[str], port: int) -> Iterator[str]:
    process = subprocess.Popen(command)
    try:
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        yield f"https://localhost:{port}"
    finally:
        process.terminate()
        process.wait()


@contextmanager
def nginx(judge: str, folder: Path) -> Iterator[str]:
    port = free_port()
    site = (_HERE / "nginx.conf").read_text()
    for old, new in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("judge.example;", "localhost;"),
        ("/etc/ssl/judge.example.pem", f"{folder}/pem"),
        ("/etc/ssl/judge.example.key", f"{folder}/key"),
        ("127.0.0.1:8000", judge),
    ):
        assert old in site, old
        site = site.replace(old, new)
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log stderr;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{places}{site}\n}}\n"
    )
    with running(["nginx", "-p", str(folder), "-c", f"{folder}/nginx.conf"], port) as url:
        yield url


@contextmanager
def caddy(judge: str, folder: Path) -> Iterator[str]:
    port = free_port()
    site = (_HERE / "Caddyfile").read_text()
    for old, new in (
        ("{\n\tservers", "{\n\tadmin off\n\tauto_https off\n\tservers"),
        (
            "judge.example {",
            f"https://localhost:{port} {{\n\tbind 127.0.0.1\n\ttls {folder}/pem {folder}/key",
        ),
        ("127.0.0.1:8000", judge),
    ):
        assert old in site, old
        site = site.replace(old, new)
    (folder / "Caddyfile").write_text(site)
    with running(["caddy", "run", "--config", f"{folder}/Caddyfile"], port) as url:
        yield url


def certificate(folder: Path) -> ssl.SSLContext:
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-keyout", f"{folder}/key", "-out", f"{folder}/pem", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost"),
        ],
        check=True,
        capture_output=True,
    )
    return ssl.create_default_context(cafile=str(folder / "pem"))


def look(name: str, url: str, trust: ssl.SSLContext, key: str) -> None:
    problem = "/api/v1/problems"
    with httpx.Client(base_url=url, verify=trust, timeout=90) as client:
        assert client.get("/livez").status_code == 200
        assert client.get("/metrics").status_code == 404
        # Through a proxy nobody is served without a key.
        assert client.get(problem).status_code == 401
        bearer = {"Authorization": f"Bearer {key}"}
        [first, *_] = client.get(problem, headers=bearer).json()["problems"]
        # Host is passed on: the judge takes the browser for one on a page of its own.
        session = client.post("/api/v1/session", json={"credential": key}, headers={"Origin": url})
        assert session.status_code == 201, session.text
        assert "Secure" in session.headers["set-cookie"]
        client.cookies.clear()
        sent = client.post(
            "/api/v1/submissions",
            json={"problem": first["name"], "source": "def f(x):\n    return x\n"},
            headers=bearer,
        )
        events = f"/api/v1/submissions/{sent.json()['id']}/events"
        with client.stream("GET", events, headers=bearer) as stream:
            names = [line for line in stream.iter_lines() if line.startswith("event: ")]
        assert names[-1] == "event: verdict", names
        # The judge may answer first, and Caddy before 2.7 said so with a 502.
        headers = bearer | {"Content-Type": "application/json"}
        whole = client.post("/api/v1/problems", content=b"x" * 11_000_000, headers=headers)
        assert whole.status_code in (403, 413, 502), whole.status_code
        large = client.get("/livez", headers={"X": "a" * 100_000})
        assert large.status_code in (400, 431), large.status_code
    parts = urlsplit(url)
    with (
        socket.create_connection(("127.0.0.1", parts.port or 443)) as plain,
        trust.wrap_socket(plain, server_hostname="localhost") as half,
    ):
        half.settimeout(30)
        half.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n")
        started = time.monotonic()
        while half.recv(4096):
            pass
        assert time.monotonic() - started > 5
    print(f"{name}: all holds")


def main(judge: str, key: str) -> None:
    missing = [each for each in ("nginx", "caddy", "openssl") if shutil.which(each) is None]
    if missing:
        sys.exit(f"needed: apt-get install {' '.join(missing)}")
    for name, proxy in (("nginx", nginx), ("caddy", caddy)):
        with tempfile.TemporaryDirectory(prefix="nnx-judge-proxy-") as made:
            folder = Path(made)
            # nginx's workers are another user's, where root starts it.
            folder.chmod(0o755)
            trust = certificate(folder)
            with proxy(urlsplit(judge).netloc, folder) as url:
                look(name, url, trust, key)


if __name__ == "__main__":
    main(*sys.argv[1:])

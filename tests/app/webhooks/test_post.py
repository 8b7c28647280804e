import json
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

import nnx_judge_client
from app.submissions.schemas import CancelledSubmission
from app.webhooks.addresses import Address
from app.webhooks.post import Post, PostError
from tests.app.webhooks.receiver import Receiver, receiving

pytestmark = pytest.mark.anyio

DOCS = Path(__file__).parents[3] / "docs"
SECRET = "whsec_" + "c2VjcmV0" * 4
OTHER_SECRET = "whsec_" + "b3RoZXIh" * 4
BODY = '{"type":"submission.finished","data":{"message":"Größer als 1"}}'


class Names:
    """Fits `Resolve`: knows only what it was told."""

    def __init__(self, **addresses: Sequence[str]) -> None:
        self._addresses = {name.replace("_", "."): given for name, given in addresses.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> list[Address]:  # noqa: ARG002
        self.asked.append(host)
        if host not in self._addresses:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [ip_address(address) for address in self._addresses[host]]


@asynccontextmanager
async def posting(names: Names | None = None, *, allow_private: bool = True) -> AsyncIterator[Post]:
    post = (
        Post(allow_private=allow_private)
        if names is None
        else Post(allow_private=allow_private, resolve=names)
    )
    try:
        yield post
    finally:
        await post.close()


async def send(post: Post, url: str) -> None:
    await post.send(url, SECRET, "the id", BODY)


class TestSignature:
    async def test_the_library_verifies_it(self, receiver: Receiver) -> None:
        async with posting() as post:
            await send(post, receiver.url())
        received = await receiver.next()
        assert received.body == BODY.encode()
        assert Webhook(SECRET).verify(received.body, dict(received.headers))["type"] == (
            "submission.finished"
        )
        assert received.headers["webhook-id"] == "the id"
        assert received.headers["content-type"] == "application/json"

    async def test_another_site_does_not(self, receiver: Receiver) -> None:
        async with posting() as post:
            await send(post, receiver.url())
        received = await receiver.next()
        with pytest.raises(WebhookVerificationError):
            Webhook(OTHER_SECRET).verify(received.body, dict(received.headers))

    async def test_the_documented_example_verifies_it(
        self, receiver: Receiver, capsys: pytest.CaptureFixture[str]
    ) -> None:
        chapter = (DOCS / "api.md").read_text().split("\n## Webhooks\n")[1]
        example = chapter.split("```python\n")[1].split("```")[0]
        moment = datetime(2026, 1, 2, tzinfo=UTC)
        submission = CancelledSubmission(
            id="s1", problem="double", status="cancelled", created_at=moment, finished_at=moment
        )
        event = {
            "type": "submission.cancelled",
            "timestamp": moment.isoformat(),
            "data": submission.model_dump(mode="json"),
        }
        async with posting() as post:
            await post.send(receiver.url(), SECRET, "the id", json.dumps(event))
        received = await receiver.next()
        names = {"secret": SECRET, "headers": dict(received.headers), "body": received.body}
        exec(example, names)
        assert capsys.readouterr().out == "submission.cancelled s1\n"
        with pytest.raises(nnx_judge_client.WebhookVerificationError):
            exec(example, names | {"secret": OTHER_SECRET})


class TestAnswer:
    @pytest.mark.parametrize("status", [200, 202, 204, 299])
    async def test_it_is_taken(self, receiver: Receiver, status: int) -> None:
        receiver.answers["/hook"] = status
        async with posting() as post:
            await send(post, receiver.url())
        assert (await receiver.next()).path == "/hook"

    @pytest.mark.parametrize("status", [400, 404, 429, 500, 503])
    async def test_it_is_not(self, receiver: Receiver, status: int) -> None:
        receiver.answers["/hook"] = status
        async with posting() as post:
            with pytest.raises(PostError, match=str(status)) as error:
                await send(post, receiver.url())
        assert not error.value.is_gone

    async def test_no_more_are_wanted(self, receiver: Receiver) -> None:
        receiver.answers["/hook"] = 410
        async with posting() as post:
            with pytest.raises(PostError) as error:
                await send(post, receiver.url())
        assert error.value.is_gone

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    async def test_redirects_are_not_followed(self, receiver: Receiver, status: int) -> None:
        receiver.answers["/hook"] = status
        receiver.answer_headers["Location"] = receiver.url("/elsewhere")
        async with posting() as post:
            with pytest.raises(PostError, match="redirects"):
                await send(post, receiver.url())
        assert (await receiver.next()).path == "/hook"
        assert receiver.is_idle

    async def test_cookies_are_not_kept(self, receiver: Receiver) -> None:
        receiver.answer_headers["Set-Cookie"] = "whose=theirs"
        async with posting() as post:
            for _ in range(2):
                await send(post, receiver.url())
        await receiver.next()
        assert "cookie" not in (await receiver.next()).headers

    async def test_a_body_without_end_is_not_read(self, receiver: Receiver) -> None:
        receiver.answer_headers["Content-Length"] = str(2**40)
        async with posting() as post:
            await send(post, receiver.url())
        assert (await receiver.next()).body == BODY.encode()

    async def test_none_comes(self, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("app.webhooks.post.TIMEOUT_S", 0.2)
        receiver.answers["/hook"] = None
        async with posting() as post:
            with pytest.raises(PostError, match="no answer within"):
                await send(post, receiver.url())

    async def test_nobody_listens(self) -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            async with posting() as post:
                with pytest.raises(PostError, match="ConnectError"):
                    await send(post, f"http://127.0.0.1:{unused.getsockname()[1]}/hook")


class TestAddresses:
    @pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "0x7f.1", "localhost", "[::1]"])
    async def test_this_machine_is_refused(self, receiver: Receiver, host: str) -> None:
        async with posting(allow_private=False) as post:
            with pytest.raises(PostError, match="not public"):
                await send(post, f"http://{host}:{receiver.port}/hook")
        assert receiver.is_idle

    async def test_one_that_is_private_among_others_is_enough(self, receiver: Receiver) -> None:
        names = Names(site_example=["1.1.1.1", "127.0.0.1"])
        async with posting(names, allow_private=False) as post:
            with pytest.raises(PostError, match=r"site\.example has the address 127\.0\.0\.1"):
                await send(post, f"http://site.example:{receiver.port}/hook")
        assert receiver.is_idle

    async def test_the_name_is_looked_up_once_and_kept(self, receiver: Receiver) -> None:
        names = Names(site_example=["127.0.0.1"])
        async with posting(names) as post:
            await send(post, f"http://site.example:{receiver.port}/hook?of=theirs")
        received = await receiver.next()
        assert received.headers["host"] == f"site.example:{receiver.port}"
        assert received.path == "/hook?of=theirs"
        assert names.asked == ["site.example"]

    async def test_the_next_one_is_tried(self, receiver: Receiver) -> None:
        # No two loopback addresses are one: nobody listens on the first.
        names = Names(site_example=["127.0.0.2", "127.0.0.1"])
        async with posting(names) as post:
            await send(post, f"http://site.example:{receiver.port}/hook")
        assert (await receiver.next()).path == "/hook"

    async def test_there_is_none(self) -> None:
        async with posting(Names()) as post:
            with pytest.raises(PostError, match=r"site\.example can't be looked up"):
                await send(post, "http://site.example/hook")

    async def test_proxies_of_the_environment_are_not_used(
        self, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with receiving() as proxy:
            for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
                monkeypatch.setenv(name, proxy.url(""))
            monkeypatch.delenv("NO_PROXY", raising=False)
            monkeypatch.delenv("no_proxy", raising=False)
            async with posting() as post:
                await send(post, receiver.url())
            assert (await receiver.next()).path == "/hook"
            assert proxy.is_idle


Certified = Callable[[str], ssl.SSLContext]


@pytest.fixture
def certified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Certified:
    """Makes a server's context, with a certificate for a name that this process trusts."""

    def make(name: str) -> ssl.SSLContext:
        key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
        command = (
            f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 "
            f"-subj /CN={name} -addext subjectAltName=DNS:{name} -keyout {key} -out {certificate}"
        )
        subprocess.run(command.split(), check=True, capture_output=True)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        # What the process has read already does not have it.
        monkeypatch.setattr("app.webhooks.post.trusted_certificates", httpx.create_ssl_context)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return context

    return make


class TestTls:
    async def test_the_certificate_is_for_the_name(self, certified: Certified) -> None:
        names = Names(site_example=["127.0.0.1"])
        with receiving(certified("site.example")) as receiver:
            async with posting(names) as post:
                await send(post, f"https://site.example:{receiver.port}/hook")
            assert (await receiver.next()).headers["host"] == f"site.example:{receiver.port}"

    async def test_it_is_for_another_name(self, certified: Certified) -> None:
        names = Names(other_example=["127.0.0.1"])
        with receiving(certified("site.example")) as receiver:
            async with posting(names) as post:
                with pytest.raises(PostError, match="CERTIFICATE_VERIFY_FAILED"):
                    await send(post, f"https://other.example:{receiver.port}/hook")
            assert receiver.is_idle

    async def test_a_connection_serves_no_other_name_at_the_same_address(
        self, certified: Certified
    ) -> None:
        names = Names(site_example=["127.0.0.1"], other_example=["127.0.0.1"])
        with receiving(certified("site.example")) as receiver:
            async with posting(names) as post:
                await send(post, f"https://site.example:{receiver.port}/hook")
                with pytest.raises(PostError, match="CERTIFICATE_VERIFY_FAILED"):
                    await send(post, f"https://other.example:{receiver.port}/hook")

"""One try to deliver a webhook: signed, and sent to a checked address."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import httpx
from standardwebhooks.webhooks import Webhook

from app.core.certificates import trusted_certificates
from app.webhooks.addresses import Address, Resolve, is_public, resolve

# For the whole try. A receiver should store the event, answer, and process it afterwards.
TIMEOUT_S = 15.0
_CONNECT_S = 5.0
_TIMEOUTS = httpx.Timeout(TIMEOUT_S, connect=_CONNECT_S, pool=None).as_dict()


class PostError(Exception):
    """The webhook was not delivered. The message says why, in words for the site's own people.

    `is_gone` if the receiver refuses further webhooks (status 410, as in Standard Webhooks).
    """

    def __init__(self, message: str, *, is_gone: bool = False) -> None:
        super().__init__(message)
        self.is_gone = is_gone


class Post:
    """Sends webhooks.

    It bypasses HTTPX's client on purpose: that would add redirects, cookies, proxies from the
    environment, and a log of every URL. A connection serves one request, because one to an address
    may have been opened for another name.
    """

    def __init__(self, *, allow_private: bool, resolve: Resolve = resolve) -> None:
        self._allow_private = allow_private
        self._resolve = resolve
        self._transport = httpx.AsyncHTTPTransport(
            verify=trusted_certificates(),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        )

    async def send(self, url: str, secret: str, webhook_id: str, body: str) -> None:
        """Send one webhook, and make sure that it was accepted.

        Raises:
            PostError: it was not, or that is unknown.
        """
        try:
            async with asyncio.timeout(TIMEOUT_S):
                status = await self._post(url, _signed(secret, webhook_id, body), body)
        except TimeoutError:
            raise PostError(f"no answer within {TIMEOUT_S:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise PostError(f"{type(error).__name__}: {error}") from None
        if status in range(300, 400):
            raise PostError(f"answered {status}, and redirects are not followed")
        if status not in range(200, 300):
            raise PostError(f"answered {status}", is_gone=status == 410)

    async def close(self) -> None:
        """Close open connections."""
        await self._transport.aclose()

    async def _post(self, url: str, headers: dict[str, str], body: str) -> int:
        parsed = httpx.URL(url)
        host = parsed.raw_host.decode("ascii")
        addresses = await self._checked(host, parsed.port or (443 if _has_tls(parsed) else 80))
        request = httpx.Request("POST", parsed, headers=headers, content=body.encode())
        # The name stays in the header, and the certificate is checked against it; only the
        # connection is made to the address, so that the name is not looked up a second time.
        request.extensions = {"timeout": _TIMEOUTS, "sni_hostname": host}
        last: httpx.TransportError | None = None
        for address in addresses:
            request.url = parsed.copy_with(host=str(address))
            try:
                response = await self._transport.handle_async_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                last = error
                continue
            # The rest of the answer is not read.
            await response.aclose()
            return response.status_code
        raise last or PostError(f"{host} has no address")

    async def _checked(self, host: str, port: int) -> Sequence[Address]:
        try:
            addresses = await self._resolve(host, port)
        except OSError as error:
            raise PostError(f"{host} can't be looked up: {error.strerror or error}") from None
        if not self._allow_private:
            for address in addresses:
                if not is_public(address):
                    raise PostError(f"{host} has the address {address}, which is not public")
        return addresses


def _has_tls(url: httpx.URL) -> bool:
    return url.scheme == "https"


def _signed(secret: str, webhook_id: str, body: str) -> dict[str, str]:
    now = datetime.now(UTC)
    return {
        "Content-Type": "application/json",
        "User-Agent": "nnx-judge",
        "webhook-id": webhook_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(webhook_id, now, body),
    }

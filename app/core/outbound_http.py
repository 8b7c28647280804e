"""Requests to other servers: bounded in time and size, and never redirected."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from app.core.certificates import trusted_certificates

# For one request and its whole answer.
TIMEOUT_S = 10.0
_CONNECT_S = 5.0
_TIMEOUTS = httpx.Timeout(TIMEOUT_S, connect=_CONNECT_S, pool=None).as_dict()
# Far more than any set of keys or any token has.
_MAX_BYTES = 2**18


class AnswerError(Exception):
    """A server does not answer, or not as it has to. The message says how."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A server's answer."""

    status: int
    body: bytes


class OutboundHttp:
    """Sends requests to servers that an operator has named.

    As webhooks do, it bypasses HTTPX's client: that would add redirects, cookies, proxies from the
    environment, and a log of every URL.
    """

    def __init__(self) -> None:
        self._transport = httpx.AsyncHTTPTransport(verify=trusted_certificates())

    async def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Answer:
        """Send a request, and read the answer.

        Raises:
            AnswerError: there is none in time, or it is too large.
        """
        try:
            async with asyncio.timeout(TIMEOUT_S):
                return await self._request(method, url, headers, content)
        except TimeoutError:
            raise AnswerError(f"no answer within {TIMEOUT_S:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise AnswerError(f"{type(error).__name__}: {error}") from None

    async def close(self) -> None:
        """Close open connections."""
        await self._transport.aclose()

    async def _request(
        self, method: str, url: str, headers: Mapping[str, str] | None, content: bytes | None
    ) -> Answer:
        own = {"User-Agent": "nnx-judge", "Accept": "application/json"}
        request = httpx.Request(method, url, headers=own | dict(headers or {}), content=content)
        request.extensions = {"timeout": _TIMEOUTS}
        response = await self._transport.handle_async_request(request)
        body = bytearray()
        try:
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > _MAX_BYTES:
                    raise AnswerError(f"the answer has more than {_MAX_BYTES} bytes")
        finally:
            await response.aclose()
        return Answer(response.status_code, bytes(body))

"""The client."""

from typing import Self

import httpx

from nnx_judge_client._async.assignments import AsyncAssignments
from nnx_judge_client._async.authoring import AsyncAuthoring
from nnx_judge_client._async.catalogue import AsyncCatalogue
from nnx_judge_client._async.checks import AsyncChecks
from nnx_judge_client._async.connection import AsyncConnection
from nnx_judge_client._async.content import AsyncContent
from nnx_judge_client._async.keys import AsyncKeys
from nnx_judge_client._async.rejudges import AsyncRejudges
from nnx_judge_client._async.submissions import AsyncSubmissions
from nnx_judge_client._async.webhooks import AsyncWebhooks


class AsyncClient(AsyncSubmissions, AsyncCatalogue):
    """Talks to the service at one URL with one key.

    A request that the service has no room for, or that does not reach it, is sent again for half a
    minute, where that can't do the same thing twice. Every method raises a `ClientError` if that
    fails, or at once if it can't help.

    These stand apart: `assignments`, and what learners have no part in: `authoring`, `content`,
    `checks`, `rejudges`, `webhooks` and `keys`.
    """

    def __init__(
        self, url: str, key: str | None = None, *, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        """Store the address; nothing is sent yet.

        Args:
            url: of the service, such as "https://judge.example".
            key: "njk_...", or a learner token "njt_..."; None if the service needs none.
            transport: replaces httpx's default transport.

        Raises:
            ValueError: `url` is not an HTTP URL.
        """
        super().__init__(AsyncConnection(url, key, transport))
        self.assignments = AsyncAssignments(self._connection)
        self.authoring = AsyncAuthoring(self._connection)
        self.content = AsyncContent(self._connection)
        self.checks = AsyncChecks(self._connection)
        self.rejudges = AsyncRejudges(self._connection)
        self.webhooks = AsyncWebhooks(self._connection)
        self.keys = AsyncKeys(self._connection)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._connection.aclose()

"""What the service sends to the site's own server."""

from collections.abc import AsyncIterator

from nnx_judge_client._async.connection import AsyncConnection
from nnx_judge_client._call import Call, of_type, path, query
from nnx_judge_client._options import Detail
from nnx_judge_client.models import Delivery, DeliveryPage, Endpoint, EndpointPage


class AsyncWebhooks:
    """Deliveries, and the endpoints that they go to; needs the scope `submit`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def deliveries(
        self,
        *,
        submission: str | None = None,
        endpoint: str | None = None,
        status: str | None = None,
    ) -> AsyncIterator[Delivery]:
        """Yield the matching deliveries, newest first; pages are requested as needed.

        Args:
            submission: the id of the submission that they tell of.
            endpoint: the id of the endpoint that they go to.
            status: `pending`, `delivered` or `failed`.
        """
        wanted = query(limit=100, submission=submission, endpoint=endpoint, status=status)
        call = Call("GET", path("webhooks", "deliveries"), of_type(DeliveryPage), query=wanted)
        async for page in self._connection.pages(call):
            for delivery in page.deliveries:
                yield delivery

    async def resend(self, delivery_id: str) -> Delivery:
        """Send a webhook now, be it again."""
        return await self._connection.send(
            Call("POST", path("webhooks", "deliveries", delivery_id, "resend"), of_type(Delivery))
        )

    async def endpoints(self) -> AsyncIterator[Endpoint]:
        """Yield the callback URLs of submissions, newest first."""
        wanted = query(limit=100)
        call = Call("GET", path("webhooks", "endpoints"), of_type(EndpointPage), query=wanted)
        async for page in self._connection.pages(call):
            for endpoint in page.endpoints:
                yield endpoint

    async def set_detail(self, url: str, detail: Detail) -> Endpoint:
        """Set how much of a submission a callback URL is told, before its first use or after."""
        body = {"url": url, "detail": detail}
        return await self._connection.send(
            Call("PUT", path("webhooks", "endpoints"), of_type(Endpoint), body=body)
        )

    async def enable(self, endpoint_id: str) -> Endpoint:
        """Enable an endpoint at which everything had failed, and send what is pending."""
        return await self._connection.send(
            Call("POST", path("webhooks", "endpoints", endpoint_id, "enable"), of_type(Endpoint))
        )

"""API keys, sites and their secrets, and the erasure of learners."""

from collections.abc import Sequence

from nnx_judge_client._async.connection import AsyncConnection
from nnx_judge_client._call import Call, of_type, path, query
from nnx_judge_client._options import Scope
from nnx_judge_client.models import ApiKey, Erased, IssuedKey, KeyList, Site


class AsyncKeys:
    """Keys and sites; needs the scope `admin`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def create(
        self,
        site: str,
        scopes: Sequence[Scope],
        *,
        name: str = "",
        course: str | None = None,
        expires_days: int | None = None,
    ) -> IssuedKey:
        """Create a key, which is shown this once. A site's first key also creates the site.

        Args:
            site: whose key it is.
            scopes: what it may do.
            name: what it is for, to tell keys apart.
            course: the course that its scope `author` is bound to; None for none.
            expires_days: in how many days it ends by itself; None for never.
        """
        expiry = {} if expires_days is None else {"expires_days": expires_days}
        bound = {} if course is None else {"course": course}
        body = {"site": site, "name": name, "scopes": list(scopes), **bound, **expiry}
        call = Call("POST", path("keys"), of_type(IssuedKey), body=body, is_repeatable=False)
        return await self._connection.send(call)

    async def all(self) -> list[ApiKey]:
        """Return every key that was ever created, oldest first."""
        call = Call("GET", path("keys"), of_type(KeyList))
        return (await self._connection.send(call)).keys

    async def rotate(self, key_id: str, *, overlap_hours: int = 24) -> IssuedKey:
        """Replace a key by a new one like it; the old one holds for some hours more."""
        return await self._connection.send(
            Call(
                "POST",
                path("keys", key_id, "rotate"),
                of_type(IssuedKey),
                query=query(overlap_hours=overlap_hours),
                is_repeatable=False,
            )
        )

    async def revoke(self, key_id: str) -> ApiKey:
        """End a key at once."""
        return await self._connection.send(
            Call("POST", path("keys", key_id, "revoke"), of_type(ApiKey))
        )

    async def site(self, name: str | None = None) -> Site:
        """Return a site with its webhook secret; None for the caller's own."""
        return await self._connection.send(
            Call("GET", path("site"), of_type(Site), query=query(name=name))
        )

    async def rotate_webhook_secret(self, site: str | None = None) -> Site:
        """Replace a site's webhook secret; the new one signs from now on."""
        return await self._connection.send(
            Call(
                "POST",
                path("site", "rotate-webhook-secret"),
                of_type(Site),
                query=query(name=site),
                is_repeatable=False,
            )
        )

    async def erase_learner(self, learner: str, *, site: str | None = None) -> Erased:
        """Delete all that is stored about a learner; this can't be undone.

        Args:
            learner: the site's name for the learner.
            site: the learner's site; None for the caller's own.
        """
        return await self._connection.send(
            Call("DELETE", path("learners", learner), of_type(Erased), query=query(site=site))
        )

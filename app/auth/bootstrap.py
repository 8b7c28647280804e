"""A start without keys: who may be served, and how the first key comes to be."""

import logging

from app.auth.api_key import KeyRequest
from app.auth.authenticator import Authenticator, is_loopback
from app.auth.key_repository import KeyStore
from app.database.database import Database

_log = logging.getLogger(__name__)


class NoKeysError(Exception):
    """The service would be reached by others, and nobody has a key. The message says the remedy."""


async def opened_authenticator(database: Database, host: str) -> Authenticator:
    """The authenticator of a service that listens on `host`.

    Where no key was ever made, a loopback address is open to whoever reaches it. For any other one
    an admin key is made and printed, this once; not on a shared database, where several processes
    may start at once, each with a key of its own.

    Raises:
        NoKeysError: the database is shared, and its keys have to be made first.
        StoreError: the database failed.
    """
    store = KeyStore(database)
    if await store.has_keys():
        return Authenticator(database, may_be_open=False)
    if is_loopback(host):
        _log.warning(
            "No key was made so far: whoever is on this machine may do everything. "
            "It ends with the first: nnx-judge keys create --scope admin"
        )
        return Authenticator(database, may_be_open=True)
    if database.is_shared:
        raise NoKeysError(
            f"{database.name}: has no API key, and {host or 'every address'} is open to others: "
            "make one first, with nnx-judge keys create --scope admin"
        )
    issued = await store.create(KeyRequest(site="main", name="first start", scopes=["admin"]))
    _log.warning("No API key was there: one was made and written to standard output, this once")
    # Not into the log, which may be sent and kept elsewhere.
    print(f"API key with the scope admin, shown this once: {issued.key}", flush=True)  # noqa: T201
    return Authenticator(database, may_be_open=False)

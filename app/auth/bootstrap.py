"""Starting without keys: who is served, and how the first key is created."""

import logging

from app.auth.api_key import KeyRequest
from app.auth.authenticator import Authenticator
from app.auth.key_repository import KeyStore
from app.core.urls import is_loopback
from app.database.database import Database

_log = logging.getLogger(__name__)


class NoKeysError(Exception):
    """Other machines can reach the service, and no key exists. The message says what to do."""


async def opened_authenticator(database: Database, host: str) -> Authenticator:
    """Return the authenticator of a service that listens on `host`.

    If no key was ever created, a loopback address is open to everyone who can reach it. For any
    other address an admin key is created and printed once. A shared database is the exception:
    several processes may start at once, and each would create its own key.

    Raises:
        NoKeysError: the database is shared and has no keys; create one first.
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
    # Not to the log, which may be forwarded and archived.
    print(f"API key with the scope admin, shown this once: {issued.key}", flush=True)  # noqa: T201
    return Authenticator(database, may_be_open=False)

"""Credentials that were refused: counted, so that nobody fills the audit log with them."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal, get_args

from app.audit.entry import Actor
from app.audit.record import record
from app.core.errors import StoreError
from app.database.database import Database, uninterrupted

# The first refusal is written at once, the others of a period together: a process writes 1,600
# entries a day at most, whoever tries whatever.
_PERIOD_S = 600.0
_MOST_ENTRIES = 10
# Whoever has a network has more addresses than there is memory for.
_MOST_ADDRESSES = 1000

# What was brought: a sign-in at a provider brings what the provider says of its user.
Credential = Literal["key", "learner_token", "provider_sign_in"]

_log = logging.getLogger(__name__)


class RefusedSignIns:
    """Records refused credentials, by their kind and the address that sent them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counts: Counter[tuple[Credential, str | None]] = Counter()
        self._refused = asyncio.Event()

    def count(self, credential: Credential, address: str | None) -> None:
        """Count a refusal. Beyond a bound, addresses are counted together, as None."""
        each: tuple[Credential, str | None] = (credential, address)
        if each not in self._counts and len(self._counts) >= _MOST_ADDRESSES:
            each = (credential, None)
        self._counts[each] += 1
        self._refused.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Write what is counted while the context lasts, and the rest at its end."""
        writing = asyncio.create_task(self._keep_writing())
        try:
            yield
        finally:
            writing.cancel()
            await asyncio.wait([writing])
            await self._write()

    async def _keep_writing(self) -> None:
        while True:
            await self._refused.wait()
            await self._write()
            await asyncio.sleep(_PERIOD_S)

    async def _write(self) -> None:
        self._refused.clear()
        counts, self._counts = self._counts, Counter()
        try:
            await self._store(counts)
        except StoreError:
            _log.exception("Refused credentials could not be recorded; trying again later")
            self._counts.update(counts)
            self._refused.set()

    @uninterrupted
    async def _store(self, counts: Counter[tuple[Credential, str | None]]) -> None:
        """Write an entry each for the most frequent, and one a kind for all others."""
        # A place is left for the others of each kind.
        listed = Counter(dict(counts.most_common(_MOST_ENTRIES - len(get_args(Credential)))))
        for (credential, _), times in (counts - listed).items():
            listed[credential, None] += times
        if not listed:
            return
        async with self._database.write() as transaction:
            for (credential, address), times in listed.items():
                by = Actor("api", origin=address)
                await record(transaction, "sign_in_refused", credential, by, times=times)

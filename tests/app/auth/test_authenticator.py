import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from app.auth.api_key import ApiKey, IssuedKey, KeyRequest
from app.auth.authenticator import Authenticator
from app.auth.caller import ANYONE, Caller, Scope
from app.auth.key_repository import KeyStore
from app.database.database import Database
from app.database.opening import open_database
from app.settings import Settings
from tests.app.running import PATIENCE_S
from tests.postgresql import PostgresqlServer

pytestmark = pytest.mark.anyio


@pytest.fixture
async def authenticator(database: Database) -> AsyncIterator[Authenticator]:
    ring = Authenticator(database, may_be_open=False)
    async with ring.running():
        yield ring


async def issue(database: Database, *scopes: Scope) -> IssuedKey:
    wanted = KeyRequest(site="practice", scopes=list(scopes or ("read",)))
    return await KeyStore(database).create(wanted)


async def change_unnoticed(database: Database, assignment: str) -> None:
    """As a process would that can't tell this one of it."""
    async with database.write() as transaction:
        await transaction.execute(text(f"UPDATE api_keys SET {assignment}"))


async def only_key(database: Database) -> ApiKey:
    [key] = await KeyStore(database).all()
    return key


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            if await condition():
                return
            await asyncio.sleep(0.02)


class TestCaller:
    async def test_it_is_the_site_of_the_key(
        self, authenticator: Authenticator, database: Database
    ) -> None:
        issued = await issue(database, "submit", "read")
        expected = Caller("practice", issued.id, frozenset(("submit", "read")))
        assert await authenticator.caller(issued.key) == expected

    async def test_nobody_has_no_key_or_a_wrong_one(
        self, authenticator: Authenticator, database: Database
    ) -> None:
        issued = await issue(database)
        for key in (None, "", issued.key[:-1], issued.id, "njk_" + "0" * 49):
            assert await authenticator.caller(key) is None

    async def test_an_expired_key_is_nobodys(
        self, authenticator: Authenticator, database: Database
    ) -> None:
        issued = await issue(database)
        await KeyStore(database).rotate(issued.id, timedelta())
        assert await authenticator.caller(issued.key) is None

    async def test_a_key_ends_while_it_is_remembered(
        self, authenticator: Authenticator, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        issued = await issue(database)
        await KeyStore(database).rotate(issued.id, timedelta(seconds=0.5))

        async def is_nobodys() -> bool:
            return await authenticator.caller(issued.key) is None

        monkeypatch.setattr("app.auth.authenticator._REMEMBERED_S", 2 * PATIENCE_S)
        await until(is_nobodys)

    async def test_the_store_is_not_asked_each_time(
        self, authenticator: Authenticator, database: Database
    ) -> None:
        issued = await issue(database, "read")
        assert await authenticator.caller(issued.key) is not None
        await change_unnoticed(database, "scopes = 'submit'")
        known = await authenticator.caller(issued.key)
        assert known is not None
        assert known.scopes == {"read"}

    async def test_what_was_not_told_is_seen_later(
        self, authenticator: Authenticator, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.auth.authenticator._REMEMBERED_S", 0.0)
        issued = await issue(database, "read")
        assert await authenticator.caller(issued.key) is not None
        await change_unnoticed(database, "revoked_at = created_at")
        assert await authenticator.caller(issued.key) is None

    async def test_a_revocation_here_holds_at_once(
        self, authenticator: Authenticator, database: Database
    ) -> None:
        issued = await issue(database)
        assert await authenticator.caller(issued.key) is not None
        await KeyStore(database).revoke(issued.id)
        assert await authenticator.caller(issued.key) is None

    async def test_also_where_it_was_looked_up_meanwhile(
        self, authenticator: Authenticator, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        issued = await issue(database)
        find = KeyStore.find

        async def find_before_revocation(store: KeyStore, hashed: str) -> ApiKey | None:
            known = await find(store, hashed)
            await store.revoke(issued.id)
            return known

        monkeypatch.setattr(KeyStore, "find", find_before_revocation)
        await authenticator.caller(issued.key)
        monkeypatch.setattr(KeyStore, "find", find)
        assert await authenticator.caller(issued.key) is None

    async def test_it_is_told_to_other_machines(
        self, postgresql: PostgresqlServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.auth.authenticator._REMEMBERED_S", 2 * PATIENCE_S)
        shared = Settings(data_dir=tmp_path, database_url=SecretStr(postgresql.create("migrated")))
        async with open_database(shared) as ours, open_database(shared) as theirs:
            authenticator = Authenticator(theirs, may_be_open=False)
            async with authenticator.running():
                issued = await issue(ours)
                assert await authenticator.caller(issued.key) is not None
                await KeyStore(ours).revoke(issued.id)

                async def is_nobodys() -> bool:
                    return await authenticator.caller(issued.key) is None

                await until(is_nobodys)


class TestOpen:
    async def test_anyone_until_the_first_key(self, database: Database) -> None:
        authenticator = Authenticator(database, may_be_open=True)
        async with authenticator.running():
            assert await authenticator.caller(None) is ANYONE
            assert not authenticator.needs_keys
            issued = await issue(database)
            assert await authenticator.caller(None) is None
            assert authenticator.needs_keys
            await KeyStore(database).revoke(issued.id)
            assert await authenticator.caller(None) is None

    async def test_a_key_that_was_made_elsewhere_is_seen_later(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.auth.authenticator._REMEMBERED_S", 0.0)
        # It does not listen.
        authenticator = Authenticator(database, may_be_open=True)
        assert await authenticator.caller(None) is ANYONE
        await issue(database)
        assert await authenticator.caller(None) is None

    async def test_a_wrong_key_is_no_missing_one(self, database: Database) -> None:
        authenticator = Authenticator(database, may_be_open=True)
        assert await authenticator.caller("njk_" + "0" * 49) is None


class TestLastUse:
    async def test_the_first_is_recorded_soon(
        self, authenticator: Authenticator, database: Database
    ) -> None:
        issued = await issue(database)
        before = datetime.now(UTC)
        await authenticator.caller(issued.key)

        async def is_recorded() -> bool:
            last = (await only_key(database)).last_used_at
            return last is not None and before <= last <= datetime.now(UTC)

        await until(is_recorded)

    async def test_further_ones_are_written_together(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        writes: list[object] = []
        record = KeyStore.record_uses

        async def counted(store: KeyStore, uses: dict[str, datetime]) -> None:
            writes.append(uses)
            await record(store, uses)

        monkeypatch.setattr(KeyStore, "record_uses", counted)
        issued = await issue(database)

        async def is_written() -> bool:
            return bool(writes)

        authenticator = Authenticator(database, may_be_open=False)
        async with authenticator.running():
            await authenticator.caller(issued.key)
            await until(is_written)
            for _ in range(50):
                await authenticator.caller(issued.key)
                await asyncio.sleep(0)
            assert len(writes) == 1
        # What was used since, at the stop.
        assert len(writes) == 2

    async def test_the_last_is_recorded_at_the_stop(self, database: Database) -> None:
        authenticator = Authenticator(database, may_be_open=False)
        issued = await issue(database)
        async with authenticator.running():
            await authenticator.caller(issued.key)
        assert (await only_key(database)).last_used_at is not None

    async def test_a_wrong_use_is_none(self, database: Database) -> None:
        authenticator = Authenticator(database, may_be_open=False)
        issued = await issue(database)
        await KeyStore(database).revoke(issued.id)
        async with authenticator.running():
            await authenticator.caller(issued.key)
        assert (await only_key(database)).last_used_at is None

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from app.auth.api_key import ApiKey, IssuedKey, KeyRequest, key_hash
from app.auth.caller import Scope
from app.auth.key_repository import KeyStore
from app.database.database import Database
from app.database.notifications import Notice

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def store(database: Database) -> KeyStore:
    return KeyStore(database)


def wanted(*scopes: Scope, expires_days: int | None = None) -> KeyRequest:
    return KeyRequest(
        site="practice", name="backend", scopes=list(scopes), expires_days=expires_days
    )


async def found(store: KeyStore, issued: IssuedKey) -> ApiKey | None:
    hashed = key_hash(issued.key)
    assert hashed is not None
    return await store.find(hashed)


def without_key(issued: IssuedKey) -> ApiKey:
    return ApiKey.model_validate(issued.model_dump(exclude={"key"}))


class TestCreate:
    async def test_it_is_found_by_its_hash(self, store: KeyStore) -> None:
        issued = await store.create(wanted("submit", "read"))
        assert (issued.site, issued.name, issued.scopes) == (
            "practice",
            "backend",
            ("read", "submit"),
        )
        assert await found(store, issued) == without_key(issued)

    async def test_the_key_itself_is_nowhere(self, store: KeyStore, database: Database) -> None:
        issued = await store.create(wanted("read"))
        async with database.read() as connection:
            rows = (await connection.execute(text("SELECT * FROM api_keys"))).all()
        assert issued.key not in str(rows)
        assert issued.key not in repr(issued)

    async def test_a_scope_counts_once(self, store: KeyStore) -> None:
        assert (await store.create(wanted("read", "read"))).scopes == ("read",)

    async def test_it_ends_after_its_days(self, store: KeyStore) -> None:
        issued = await store.create(wanted("read", expires_days=2))
        assert issued.expires_at == issued.created_at + timedelta(days=2)
        assert issued.is_valid(issued.expires_at - timedelta(seconds=1))
        assert not issued.is_valid(issued.expires_at)

    async def test_others_are_told(self, store: KeyStore, database: Database) -> None:
        heard: list[Notice] = []
        with database.notices.listening(heard.append):
            await store.create(wanted("read"))
        assert Notice("keys") in heard


class TestHasKeys:
    async def test_a_revoked_key_counts(self, store: KeyStore) -> None:
        assert not await store.has_keys()
        await store.revoke((await store.create(wanted("read"))).id)
        assert await store.has_keys()


class TestAll:
    async def test_the_oldest_is_first(self, store: KeyStore) -> None:
        made = [await store.create(wanted("read")) for _ in range(3)]
        assert await store.all() == [without_key(issued) for issued in made]


class TestFind:
    async def test_an_unknown_hash(self, store: KeyStore) -> None:
        await store.create(wanted("read"))
        assert await store.find("0" * 64) is None


class TestRotate:
    async def test_both_hold_for_a_while(self, store: KeyStore) -> None:
        old = await store.create(wanted("submit", "read"))
        new = await store.rotate(old.id, timedelta(hours=1))
        assert new is not None
        assert (new.site, new.name, new.scopes) == (old.site, old.name, old.scopes)
        assert (new.id, new.key) != (old.id, old.key)
        assert new.expires_at is None
        ending = await found(store, old)
        assert ending is not None
        assert ending.expires_at is not None
        left = ending.expires_at - datetime.now(UTC)
        assert timedelta(minutes=50) < left <= timedelta(hours=1)

    async def test_the_new_one_holds_as_long_as_the_old_one_would_have(
        self, store: KeyStore
    ) -> None:
        old = await store.create(wanted("read", expires_days=2))
        new = await store.rotate(old.id, timedelta())
        assert new is not None
        assert new.expires_at == new.created_at + timedelta(days=2)

    async def test_no_overlap_prolongs_a_key(self, store: KeyStore) -> None:
        old = await store.create(wanted("read", expires_days=1))
        await store.rotate(old.id, timedelta(days=7))
        ending = await found(store, old)
        assert ending is not None
        assert ending.expires_at == old.expires_at

    async def test_a_key_that_has_ended_stays_so(self, store: KeyStore) -> None:
        revoked = await store.create(wanted("read"))
        await store.revoke(revoked.id)
        expired = await store.create(wanted("read"))
        await store.rotate(expired.id, timedelta())
        for key_id in (revoked.id, expired.id, "unknown"):
            assert await store.rotate(key_id, timedelta(hours=1)) is None
        assert len(await store.all()) == 3


class TestRevoke:
    async def test_it_holds_no_more(self, store: KeyStore) -> None:
        issued = await store.create(wanted("read"))
        revoked = await store.revoke(issued.id)
        assert revoked is not None
        assert revoked == await found(store, issued)
        assert not revoked.is_valid(datetime.now(UTC))

    async def test_a_second_time_changes_nothing(self, store: KeyStore) -> None:
        issued = await store.create(wanted("read"))
        assert await store.revoke(issued.id) == await store.revoke(issued.id)

    async def test_an_unknown_id(self, store: KeyStore) -> None:
        assert await store.revoke("unknown") is None

    async def test_others_are_told(self, store: KeyStore, database: Database) -> None:
        issued = await store.create(wanted("read"))
        heard: list[Notice] = []
        with database.notices.listening(heard.append):
            await store.revoke(issued.id)
        assert Notice("keys") in heard


class TestRecordUses:
    async def test_the_latest_counts_whoever_records_it(self, store: KeyStore) -> None:
        issued = await store.create(wanted("read"))
        later = datetime.now(UTC)
        for used_at in (later, later - timedelta(seconds=1)):
            await store.record_uses({issued.id: used_at, "unknown": used_at})
        known = await found(store, issued)
        assert known is not None
        assert known.last_used_at == later

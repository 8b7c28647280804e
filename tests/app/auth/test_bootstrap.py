import re

import pytest

from app.auth.api_key import KeyRequest
from app.auth.bootstrap import NoKeysError, opened_authenticator
from app.auth.caller import ANYONE
from app.auth.key_repository import KeyStore
from app.database.database import Database

pytestmark = pytest.mark.anyio


async def make_key(database: Database) -> None:
    await KeyStore(database).create(KeyRequest(site="practice", scopes=["read"]))


class TestOnLoopback:
    async def test_it_is_open(self, database: Database, capsys: pytest.CaptureFixture[str]) -> None:
        authenticator = await opened_authenticator(database, "127.0.0.1")
        assert await authenticator.caller(None) is ANYONE
        assert capsys.readouterr().out == ""

    async def test_it_says_so(self, database: Database, caplog: pytest.LogCaptureFixture) -> None:
        await opened_authenticator(database, "localhost")
        assert "keys create" in caplog.text

    async def test_not_with_a_key(self, database: Database) -> None:
        await make_key(database)
        authenticator = await opened_authenticator(database, "127.0.0.1")
        assert await authenticator.caller(None) is None


class TestElsewhere:
    async def test_an_admin_key_is_printed_once(
        self,
        database: Database,
        capsys: pytest.CaptureFixture[str],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        authenticator = await opened_authenticator(database, "0.0.0.0")
        [key] = re.findall(r"njk_\w+", capsys.readouterr().out)
        caller = await authenticator.caller(key)
        assert caller is not None
        assert caller.scopes == {"admin"}
        assert key not in caplog.text
        assert await authenticator.caller(None) is None
        await opened_authenticator(database, "0.0.0.0")
        assert capsys.readouterr().out == ""
        assert len(await KeyStore(database).all()) == 1


class TestElsewhereOnASharedDatabase:
    @pytest.fixture
    def engine(self) -> str:
        return "postgresql"

    async def test_it_refuses_and_says_how_to_make_a_key(self, database: Database) -> None:
        with pytest.raises(NoKeysError, match="nnx-judge keys create --scope admin"):
            await opened_authenticator(database, "0.0.0.0")
        assert not await KeyStore(database).has_keys()

    async def test_it_starts_with_a_key(self, database: Database) -> None:
        await make_key(database)
        assert (await opened_authenticator(database, "0.0.0.0")).needs_keys

import pytest
from sqlalchemy import text

from tests.app.running import Running

pytestmark = pytest.mark.anyio


class TestLivez:
    async def test_it_touches_nothing(self, api: Running) -> None:
        async with api.database.write() as transaction:
            await transaction.execute(text("DROP TABLE alembic_version"))
        assert (await api.client.get("/readyz")).status_code == 503
        answer = await api.client.get("/livez")
        assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


class TestReadyz:
    async def test_ready(self, api: Running) -> None:
        answer = await api.client.get("/readyz")
        assert answer.status_code == 200
        assert answer.json() == {
            "status": "ready",
            "sandbox": ["scripted"],
            "problems": {"double": "warm"},
        }

    async def test_not_with_an_older_version_s_tables(self, api: Running) -> None:
        async with api.database.write() as transaction:
            await transaction.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        answer = await api.client.get("/readyz")
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"

    async def test_not_while_stopping(self, api: Running) -> None:
        api.watches.close()
        assert (await api.client.get("/readyz")).status_code == 503

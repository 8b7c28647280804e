"""What runs while a newer version upgrades the shared database goes on, and nothing starts anew."""

import pytest
from sqlalchemy import text

from app.core.errors import StoreError
from app.database.opening import open_database
from app.settings import Settings
from tests.app.running import WAIT, Running

pytestmark = pytest.mark.anyio

# As a newer version may add them without asking those that run to stop.
_ADDITIONS = (
    "ALTER TABLE submissions ADD COLUMN newer TEXT",
    "ALTER TABLE workers ADD COLUMN newer INTEGER NOT NULL DEFAULT 0",
    "CREATE TABLE newer (id INTEGER PRIMARY KEY)",
    "UPDATE alembic_version SET version_num = '9999'",
)


@pytest.fixture
def engine() -> str:
    return "postgresql"


@pytest.fixture
async def upgraded(api: Running) -> Running:
    async with api.database.write() as transaction:
        for statement in _ADDITIONS:
            await transaction.execute(text(statement))
    return api


async def test_what_runs_goes_on(upgraded: Running) -> None:
    assert (await upgraded.client.get("/readyz")).status_code == 200
    answer = await upgraded.submit("def double(x):\n    return 2 * x\n", WAIT["Prefer"])
    assert answer.json()["verdict"] == "accepted"


async def test_the_older_version_does_not_start_any_more(
    upgraded: Running,  # noqa: ARG001 - it is upgraded
    settings: Settings,
) -> None:
    with pytest.raises(StoreError, match="newer nnx-judge"):
        async with open_database(settings):
            pass

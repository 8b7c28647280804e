"""A database that an earlier version wrote, with rows in it, becomes this version's."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, insert, text

from app.database.database import Database
from app.database.postgresql import postgresql_database
from app.database.sqlite import sqlite_database
from app.database.tables import api_keys, submissions
from app.submissions.enqueue import DuplicateRequestError
from app.submissions.idempotency_repository import IdempotencyStore
from app.submissions.repository import SubmissionStore
from app.submissions.schemas import Idempotency
from tests.app.stored import AMPLE, MOMENT, new
from tests.postgresql import PostgresqlServer

pytestmark = pytest.mark.anyio


def upgrade_to(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", "app.database:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str | None:
    """Of a database without tables; None for a file."""
    if request.param == "sqlite":
        return None
    server: PostgresqlServer = request.getfixturevalue("postgresql")
    return server.create()


@pytest.fixture
async def empty(url: str | None, tmp_path: Path) -> AsyncIterator[Database]:
    path = tmp_path / "submissions.db"
    database = sqlite_database(path) if url is None else postgresql_database(url)
    yield database
    await database.close()


def submission(name: str, key_id: str | None, learner: str | None) -> dict[str, object]:
    return {
        "id": name,
        "site": "site",
        "key_id": key_id,
        "learner": learner,
        "kind": "attempt",
        "problem": "double",
        "revision": "r1",
        "source": "source",
        "metadata": "{}",
        "priority": 0,
        "status": "queued",
        "attempt": 0,
        "failures": 0,
        "created_at": MOMENT,
    }


class TestRevision0002:
    @pytest.fixture
    async def upgraded(self, empty: Database) -> Database:
        """With a name each of a learner's, of the site's for a learner, and of nobody's."""
        async with empty.write() as transaction:
            await transaction.connection.run_sync(upgrade_to, "0001")
            key = {"id": "key", "site": "site", "name": "", "hash": "h", "scopes": "submit"}
            await transaction.execute(insert(api_keys), [key | {"created_at": MOMENT}])
            await transaction.execute(
                insert(submissions),
                [
                    submission("by a learner", "digest of Ada", "Ada"),
                    submission("for a learner", "key", "Ada"),
                    submission("without a key", None, None),
                ],
            )
            for name in ("by a learner", "for a learner", "without a key"):
                await transaction.execute(
                    text(
                        "INSERT INTO idempotency_keys VALUES "
                        f"('site', '{name}', 'f', '{name}', '2026-01-02 03:04:05+00:00')"
                    )
                )
        await empty.migrate()
        return empty

    async def test_each_name_is_whose_request_it_was(self, upgraded: Database) -> None:
        assert await upgraded.is_current()
        names = IdempotencyStore(upgraded)
        every = ["by a learner", "for a learner", "without a key"]
        assert await names.submissions("site", "Ada", every) == ["by a learner"]
        assert sorted(await names.submissions("site", None, every)) == every[1:]

    async def test_a_request_is_still_known(self, upgraded: Database) -> None:
        again = Idempotency("by a learner", "f", "Ada")
        with pytest.raises(DuplicateRequestError):
            await SubmissionStore(upgraded).add([new("again", idempotency=again)], AMPLE)

    async def test_the_submissions_are_all_there(self, upgraded: Database) -> None:
        stored = await SubmissionStore(upgraded).get_all(["by a learner", "without a key"])
        assert {each.id for each in stored} == {"by a learner", "without a key"}

"""A database that an earlier version wrote, with rows in it, becomes this version's."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import (
    CheckConstraint,
    Connection,
    ForeignKeyConstraint,
    MetaData,
    Table,
    insert,
    inspect,
    select,
    text,
)

from app.core.errors import StoreError
from app.database.database import Database
from app.database.postgresql import postgresql_database
from app.database.sqlite import sqlite_database
from app.database.tables.auth import api_keys
from app.database.tables.base import metadata
from app.database.tables.lti import lti_grades
from app.learners.repository import LearnerStore
from app.learners.schemas import LearnerFilter
from app.rollup.service import Rollup
from app.statistics.counts_repository import CountStatistics
from app.statistics.schemas import Period
from app.submissions.idempotency import DuplicateRequestError, IdempotencyKeys
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


def test_a_step_is_named_by_the_revision_that_it_leads_to() -> None:
    # By these names the service knows, without Alembic, whether its database is current.
    config = Config()
    config.set_main_option("script_location", "app.database:migrations")
    steps = ScriptDirectory.from_config(config)
    by_module = {Path(step.path).stem: step.revision for step in steps.walk_revisions()}
    assert all(name.startswith(f"revision_{revision}_") for name, revision in by_module.items())
    assert steps.get_heads() == [max(by_module.values())]


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
            # As they are there, not as they are now.
            submissions = await transaction.connection.run_sync(
                lambda connection: Table("submissions", MetaData(), autoload_with=connection)
            )
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
        assert await upgraded.is_up_to_date()
        keys = IdempotencyKeys(upgraded)
        every = ["by a learner", "for a learner", "without a key"]
        assert await keys.submissions("site", "Ada", every) == ["by a learner"]
        assert sorted(await keys.submissions("site", None, every)) == every[1:]

    async def test_a_request_is_still_known(self, upgraded: Database) -> None:
        again = Idempotency("by a learner", "f", "Ada")
        with pytest.raises(DuplicateRequestError):
            await SubmissionStore(upgraded).add([new("again", idempotency=again)], AMPLE)

    async def test_the_submissions_are_all_there(self, upgraded: Database) -> None:
        stored = await SubmissionStore(upgraded).get_all(["by a learner", "without a key"])
        assert {each.id for each in stored} == {"by a learner", "without a key"}


class TestRevision0004:
    @pytest.fixture
    async def upgraded(self, empty: Database) -> Database:
        """With a submission of the kind that is renamed, and a row that refers to it."""
        async with empty.write() as transaction:
            await transaction.connection.run_sync(upgrade_to, "0003")
            submissions = await transaction.connection.run_sync(
                lambda connection: Table("submissions", MetaData(), autoload_with=connection)
            )
            await transaction.execute(insert(submissions), [submission("scored", None, "Ada")])
            await transaction.execute(
                text(
                    "INSERT INTO idempotency_keys VALUES "
                    "('site', 'request', 'f', 'scored', '2026-01-02 03:04:05+00:00', 'Ada')"
                )
            )
        await empty.migrate()
        return empty

    async def test_its_kind_has_the_word_of_today(self, upgraded: Database) -> None:
        [stored] = await SubmissionStore(upgraded).get_all(["scored"])
        assert (stored.kind, stored.tries) == ("submission", 0)

    async def test_what_refers_to_it_is_kept(self, upgraded: Database) -> None:
        keys = IdempotencyKeys(upgraded)
        assert await keys.submissions("site", "Ada", ["request"]) == ["scored"]

    async def test_the_word_of_before_is_refused(self, upgraded: Database) -> None:
        with pytest.raises(StoreError, match="ck_submissions_kind"):
            async with upgraded.write() as transaction:
                await transaction.execute(text("UPDATE submissions SET kind = 'attempt'"))

    async def test_the_constraints_are_those_of_the_code(self, upgraded: Database) -> None:
        def stored(connection: Connection) -> dict[str, set[str]]:
            found = inspect(connection)
            return {
                # Alembic puts the table's name before the names in the steps, which have it.
                name: {
                    f"{check['name']}".removeprefix(f"ck_{name}_")
                    for check in found.get_check_constraints(name)
                }
                | {f"{key['name']}" for key in found.get_foreign_keys(name)}
                for name in metadata.tables
            }

        async with upgraded.read() as connection:
            constraints = await connection.run_sync(stored)
        assert constraints == {
            name: {
                str(constraint.name)
                for constraint in table.constraints
                if isinstance(constraint, CheckConstraint | ForeignKeyConstraint)
            }
            for name, table in metadata.tables.items()
        }


class TestRevision0008:
    async def test_what_was_handed_in_before_belongs_to_no_assignment(
        self, empty: Database
    ) -> None:
        async with empty.write() as transaction:
            await transaction.connection.run_sync(upgrade_to, "0007")
            submissions = await transaction.connection.run_sync(
                lambda connection: Table("submissions", MetaData(), autoload_with=connection)
            )
            row = submission("before", None, "Ada") | {"kind": "submission", "tries": 0}
            del row["attempt"]
            await transaction.execute(insert(submissions), [row])
        await empty.migrate()
        assert await empty.is_up_to_date()
        store = SubmissionStore(empty)
        await store.add([new("after", learner="Ada")], AMPLE)
        [before, after] = await store.get_all(["before", "after"])
        assert (before.assignment, after.assignment) == (None, None)


class TestRevision0013:
    async def test_what_was_delivered_is_known_and_what_was_not_is_sent_again(
        self, empty: Database
    ) -> None:
        async with empty.write() as transaction:
            await transaction.connection.run_sync(upgrade_to, "0012")
            await transaction.execute(
                text(
                    "INSERT INTO lti_platforms VALUES ('p', 'site', 'issuer', 'client', '[]', "
                    "'https://a', 'https://b', 'https://c', '2026-01-02 03:04:05+00:00')"
                )
            )
            for status in ("delivered", "pending", "failed"):
                await transaction.execute(
                    text(
                        "INSERT INTO lti_grades (id, platform_id, line_item, site, learner, "
                        "problem, score, version, status, tries, failures, created_at, due_at) "
                        f"VALUES ('{status}', 'p', '{status}', 'site', 'Ada', 'double', 0.5, 1, "
                        f"'{status}', 1, 0, '2026-01-02 03:04:05+00:00', "
                        "'2026-01-02 03:04:05+00:00')"
                    )
                )
        await empty.migrate()
        async with empty.read() as connection:
            stored = (await connection.execute(select(lti_grades.c.id, lti_grades.c.score))).all()
        assert dict(map(tuple, stored)) == {"delivered": 0.5, "pending": None, "failed": None}


class TestRevision0016:
    async def test_what_was_judged_before_is_counted(self, empty: Database) -> None:
        async with empty.write() as transaction:
            await transaction.connection.run_sync(upgrade_to, "0015")
            submissions = await transaction.connection.run_sync(
                lambda connection: Table("submissions", MetaData(), autoload_with=connection)
            )
            row = submission("before", None, "Ada") | {
                "kind": "submission",
                "source": b"source",
                "status": "finished",
                "tries": 1,
                "outcome": "accepted",
                "verdict": b"{}",
                "finished_at": MOMENT,
            }
            del row["attempt"]
            await transaction.execute(insert(submissions), [row])
        await empty.migrate()
        assert await Rollup(empty).settle()
        [found] = (await CountStatistics(empty).overview("site", Period())).problems
        assert (found.problem, found.submissions, found.solved_by) == ("double", 1, 1)


class TestRevision0019:
    async def test_who_has_not_solved_what_they_tried_before_is_found(
        self, empty: Database
    ) -> None:
        async with empty.write() as transaction:
            await transaction.connection.run_sync(upgrade_to, "0018")
            submissions = await transaction.connection.run_sync(
                lambda connection: Table("submissions", MetaData(), autoload_with=connection)
            )
            outcomes = {
                "Ada": ("wrong_answer", "accepted", "wrong_answer"),
                "Bob": ("wrong_answer", "judge_error"),
                "Cleo": ("judge_error",),
                None: ("wrong_answer",),
            }
            for learner, theirs in outcomes.items():
                for place, outcome in enumerate(theirs):
                    row = submission(f"{learner} {place}", None, learner) | {
                        "kind": "submission",
                        "source": b"source",
                        "status": "finished",
                        "tries": 1,
                        "outcome": outcome,
                        "score": 0.0,
                        "verdict": b"{}",
                        "finished_at": MOMENT,
                    }
                    del row["attempt"]
                    await transaction.execute(insert(submissions), [row])
            # They were counted, all but one change: that is still to come.
            await transaction.execute(text("DELETE FROM verdict_changes WHERE submission < 3"))
        await empty.migrate()
        found = await LearnerStore(empty).problems("site", LearnerFilter(solved=False), 10, None)
        assert [(each.learner, each.submissions) for each in found.items] == [("Bob", 1)]

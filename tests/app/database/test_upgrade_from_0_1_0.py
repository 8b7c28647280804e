"""A database of version 0.1.0, with rows in every table, serves the current version."""

import io
import zipfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from pydantic import SecretStr
from sqlalchemy import Engine, MetaData, create_engine, func, insert, select, text

from app.database.postgresql import postgresql_database
from app.settings import Settings
from app.submissions.schemas import FinishedSubmission
from app.submissions.webhook_event import WebhookEvent
from tests.app.database.rows_of_0_1_0 import JUDGED, KEY, LIVE, ROWS, VERDICT, WAITING
from tests.app.running import Running, running
from tests.app.scripted_judge import ScriptedJudge
from tests.postgresql import PostgresqlServer

pytestmark = pytest.mark.anyio

# The last revision of 0.1.0; later ones are what is tested.
REVISION = "0001"


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def settings(
    tmp_path: Path, problems_dir: Path, engine: str, request: pytest.FixtureRequest
) -> Settings:
    url = None
    if engine == "postgresql":
        server: PostgresqlServer = request.getfixturevalue("postgresql")
        url = SecretStr(server.create())
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    return Settings(data_dir=data, problems_dir=problems_dir, slots=1, database_url=url)


@pytest.fixture
def stored(settings: Settings) -> Iterator[Engine]:
    """The database, by SQLAlchemy alone."""
    if settings.database_url is None:
        opened = create_engine(f"sqlite:///{settings.data_dir / 'submissions.db'}")
    else:
        url = settings.database_url.get_secret_value()
        opened = create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1))
    yield opened
    opened.dispose()


@pytest.fixture
def package(problems_dir: Path) -> bytes:
    """The live revision, as a zip file, which is not that of the folder."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in ("problem.toml", "statement.md", "solution.py"):
            text = (problems_dir / "double" / name).read_text()
            archive.writestr(f"double/{name}", text.replace("twice", "the double of"))
    return content.getvalue()


@pytest.fixture
async def upgraded(settings: Settings, stored: Engine, package: bytes) -> AsyncIterator[Running]:
    """The service on what was such a database, which it upgrades itself where it is its own."""
    config = Config()
    config.set_main_option("script_location", "app.database:migrations")
    with stored.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, REVISION)
        tables = MetaData()
        tables.reflect(connection)
        for name, rows in ROWS.items():
            for row in rows:
                added = {"archive": package} if name == "problem_revisions" else {}
                connection.execute(insert(tables.tables[name]).values(row | added))
    assert {*ROWS, "alembic_version"} == set(tables.tables)
    if settings.database_url is not None:
        database = postgresql_database(settings.database_url.get_secret_value())
        await database.migrate()
        await database.close()
    async with running(settings, ScriptedJudge()) as service:
        service.client.headers["Authorization"] = f"Bearer {KEY}"
        yield service


async def test_what_was_judged_is_as_it_was(upgraded: Running) -> None:
    read = await upgraded.read(JUDGED)
    for field in ("verdict", "message", "score", "seed", "revision", "environment"):
        assert read[field] == VERDICT[field], field
    [hint] = VERDICT["hints"]
    assert read["hints"] == [hint | {"title": "Forgot"}]
    assert read["learner"] == "Ada"
    assert read["metadata"] == {"course": "nnx"}
    assert read["finished_at"] == "2026-01-02T03:04:05Z"
    judgements = await upgraded.client.get(f"/api/v1/submissions/{JUDGED}/judgements")
    assert "As it was before." in judgements.text


async def test_what_a_learner_handed_in_is_a_submission(upgraded: Running) -> None:
    read = await upgraded.read(JUDGED)
    assert (read["kind"], read["tries"]) == ("submission", 1)
    progress = (await upgraded.client.get("/api/v1/progress", params={"learner": "Ada"})).json()
    assert [each["submissions"] for each in progress["problems"]] == [2]


async def test_webhooks_are_sent_in_the_words_of_today(upgraded: Running, stored: Engine) -> None:
    listed = await upgraded.client.get("/api/v1/webhooks/deliveries")
    assert [each["tries"] for each in listed.json()["deliveries"]] == [1]
    with stored.connect() as connection:
        body = connection.execute(text("SELECT body FROM webhook_deliveries")).scalar_one()
    event = WebhookEvent.model_validate_json(body)
    assert isinstance(event.data, FinishedSubmission)
    assert (event.data.kind, event.data.tries) == ("submission", 1)
    assert event.data.metadata == {"kind": "attempt"}


async def test_what_waited_is_judged(upgraded: Running) -> None:
    read = await upgraded.until_finished(WAITING)
    assert read["verdict"] == "accepted"


async def test_the_live_revision_stays_live(upgraded: Running) -> None:
    listed = await upgraded.client.get("/api/v1/problems/double/revisions")
    by_name = {each["revision"]: each for each in listed.json()["revisions"]}
    assert by_name[LIVE]["is_live"]
    assert by_name[LIVE]["note"] == "the first"
    assert len(by_name) == 2


async def test_new_submissions_stand_beside_the_old(upgraded: Running) -> None:
    answer = await upgraded.submit("def double(x):\n    return 2 * x\n", "wait=20", learner="Ada")
    assert answer.json()["verdict"] == "accepted"
    listed = await upgraded.client.get("/api/v1/submissions", params={"learner": "Ada"})
    assert [each["id"] for each in listed.json()["submissions"]] == [
        answer.json()["id"],
        WAITING,
        JUDGED,
    ]


async def test_no_row_is_lost(upgraded: Running, stored: Engine) -> None:
    await upgraded.until_finished(WAITING)
    tables = MetaData()
    with stored.connect() as connection:
        tables.reflect(connection)
        for name, rows in ROWS.items():
            count = connection.execute(select(func.count()).select_from(tables.tables[name]))
            # Workers that are gone are forgotten.
            if name != "workers":
                assert count.scalar_one() >= len(rows), name

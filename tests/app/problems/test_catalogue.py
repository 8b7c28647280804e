import asyncio
from pathlib import Path

import pytest

from app.database.database import Database
from app.problems.catalogue import Catalogue
from app.problems.publication_repository import PublicationStore
from app.problems.repository import ProblemStore
from app.problems.schemas import NewPublication, NewRevision
from graders.problem.archive import pack
from graders.problem.package import parse_problem, read_package

pytestmark = pytest.mark.anyio


@pytest.fixture
async def catalogue(database: Database, problems_dir: Path) -> Catalogue:
    catalogue = Catalogue(database)
    await catalogue.take_in(problems_dir)
    return catalogue


async def publish(database: Database, new: NewRevision) -> None:
    store = ProblemStore(database)
    [state] = await store.states()
    await store.change(new, None)
    await PublicationStore(database).publish(NewPublication("double", new.revision), state.live)


def changed(problems_dir: Path, statement: str) -> NewRevision:
    files = read_package(problems_dir / "double") | {"statement.md": statement.encode()}
    revision = parse_problem(files, Path("double")).revision
    return NewRevision("double", revision, pack("double", files), "api")


class TestTakeIn:
    async def test_it_offers_what_the_folder_holds(self, catalogue: Catalogue) -> None:
        await catalogue.refresh()
        assert list(catalogue.problems) == ["double"]

    async def test_a_folder_that_is_not_followed_is_told_of(
        self,
        catalogue: Catalogue,
        database: Database,
        problems_dir: Path,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        await publish(database, changed(problems_dir, "By the API."))
        (problems_dir / "double" / "statement.md").write_text("By the folder.")
        await catalogue.take_in(problems_dir)
        await catalogue.refresh()
        assert catalogue.problems["double"].statement == "By the API."
        assert "publish?revision=" in caplog.text


class TestRevision:
    async def test_an_earlier_one_is_still_there(
        self, catalogue: Catalogue, database: Database, problems_dir: Path
    ) -> None:
        await catalogue.refresh()
        first = catalogue.problems["double"]
        await publish(database, changed(problems_dir, "Another."))
        await catalogue.refresh()
        assert catalogue.problems["double"].statement == "Another."
        assert await catalogue.revision("double", first.revision) == first

    async def test_so_is_that_of_an_archived_problem(
        self, catalogue: Catalogue, database: Database
    ) -> None:
        await catalogue.refresh()
        problem = catalogue.problems["double"]
        await ProblemStore(database).put_away("double", archived=True)
        await catalogue.refresh()
        assert not catalogue.problems
        assert await catalogue.revision("double", problem.revision) == problem

    async def test_one_that_never_was(self, catalogue: Catalogue) -> None:
        assert await catalogue.revision("double", "0" * 16) is None

    async def test_one_that_can_t_be_read_costs_no_other_problem(
        self, catalogue: Catalogue, database: Database, caplog: pytest.LogCaptureFixture
    ) -> None:
        broken = NewRevision("broken", "0" * 16, b"no zip", "api")
        await ProblemStore(database).create(broken)
        publication = NewPublication("broken", broken.revision)
        await PublicationStore(database).publish(publication, None)
        await catalogue.refresh()
        assert list(catalogue.problems) == ["double"]
        assert "broken" in caplog.text


class TestRunning:
    async def test_a_change_is_followed(
        self, catalogue: Catalogue, database: Database, problems_dir: Path
    ) -> None:
        async with catalogue.running():
            await publish(database, changed(problems_dir, "Another."))
            for _ in range(3000):
                if catalogue.problems["double"].statement == "Another.":
                    return
                await asyncio.sleep(0.01)
        pytest.fail("the change was not followed")

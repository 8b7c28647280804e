import pytest

from app.auth.api_key import KeyRequest
from app.auth.key_repository import KeyStore
from app.database.database import Database
from app.database.notifications import Notice
from app.problems.repository import (
    NameTakenError,
    NoSuchRevisionError,
    ProblemStore,
    StaleRevisionError,
)
from app.problems.schemas import NewRevision, ProblemState

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def store(database: Database) -> ProblemStore:
    return ProblemStore(database)


def from_folder(revision: str, problem: str = "double") -> NewRevision:
    return NewRevision(problem, revision, f"zip of {revision}".encode(), "folder")


def by_api(revision: str, **fields: str) -> NewRevision:
    archive = f"zip of {revision}".encode()
    return NewRevision("double", revision, archive, "api", **({"site": "practice"} | fields))


async def live(store: ProblemStore) -> str:
    [state] = await store.states()
    return state.live


class TestTakeIn:
    async def test_a_new_problem_is_live(self, store: ProblemStore) -> None:
        assert await store.take_in(from_folder("a")) == "a"
        assert await store.states() == [ProblemState("double", "a", is_archived=False)]

    async def test_a_new_revision_takes_the_place_of_the_folder_s_last(
        self, store: ProblemStore
    ) -> None:
        await store.take_in(from_folder("a"))
        assert await store.take_in(from_folder("b")) == "b"
        newest, first = await store.revisions("double")
        assert (newest.revision, newest.parent, newest.is_live) == ("b", "a", True)
        assert (first.revision, first.parent, first.is_live) == ("a", None, False)

    async def test_one_that_was_there_before_changes_nothing(self, store: ProblemStore) -> None:
        for revision in ("a", "b"):
            await store.take_in(from_folder(revision))
        assert await store.take_in(from_folder("a")) == "b"

    async def test_what_the_api_made_stays_live(self, store: ProblemStore) -> None:
        await store.take_in(from_folder("a"))
        await store.change(by_api("b"), None)
        assert await store.take_in(from_folder("c")) == "b"
        assert [revision.revision for revision in await store.revisions("double")] == list("cba")


class TestCreate:
    async def test_a_name_that_is_taken_is_refused(self, store: ProblemStore) -> None:
        await store.create(by_api("a"))
        with pytest.raises(NameTakenError):
            await store.create(by_api("b"))
        assert await store.archive("double", "b") is None


class TestChange:
    async def test_it_is_announced(self, store: ProblemStore, database: Database) -> None:
        await store.create(by_api("a"))
        heard: list[Notice] = []
        with database.notices.listening(heard.append):
            await store.change(by_api("b"), "a")
        assert Notice("problems") in heard
        assert await live(store) == "b"

    async def test_one_that_was_made_for_another_revision_is_refused(
        self, store: ProblemStore
    ) -> None:
        await store.create(by_api("a"))
        await store.change(by_api("b"), "a")
        with pytest.raises(StaleRevisionError, match="b"):
            await store.change(by_api("c"), "a")
        assert await store.archive("double", "c") is None

    async def test_content_of_before_is_the_revision_that_it_was(self, store: ProblemStore) -> None:
        await store.create(by_api("a", note="the first"))
        await store.change(by_api("b"), None)
        await store.change(by_api("a", note="again"), None)
        assert await live(store) == "a"
        notes = [revision.note for revision in await store.revisions("double")]
        assert notes == ["", "the first"]

    async def test_an_unknown_problem(self, store: ProblemStore) -> None:
        with pytest.raises(NoSuchRevisionError):
            await store.change(by_api("a"), None)


class TestMakeLive:
    async def test_an_old_one_is_live_again(self, store: ProblemStore) -> None:
        await store.create(by_api("a"))
        await store.change(by_api("b"), None)
        await store.make_live("double", "a", "b")
        assert await live(store) == "a"

    async def test_an_unknown_revision(self, store: ProblemStore) -> None:
        await store.create(by_api("a"))
        with pytest.raises(NoSuchRevisionError):
            await store.make_live("double", "b", None)
        assert await live(store) == "a"


class TestPutAway:
    async def test_it_comes_back(self, store: ProblemStore) -> None:
        await store.create(by_api("a"))
        for archived in (True, True, False):
            await store.put_away("double", archived=archived)
            [state] = await store.states()
            assert state.is_archived == archived

    async def test_an_unknown_problem(self, store: ProblemStore) -> None:
        with pytest.raises(NoSuchRevisionError):
            await store.put_away("double", archived=True)


class TestRevisions:
    async def test_they_tell_who_made_them(self, store: ProblemStore, database: Database) -> None:
        wanted = KeyRequest(site="practice", name="editor", scopes=["author"])
        key = await KeyStore(database).create(wanted)
        await store.take_in(from_folder("a"))
        await store.change(by_api("b", key_id=key.id), None)
        changed, first = await store.revisions("double")
        assert first.author is None
        assert changed.author is not None
        assert changed.author.key_name == "editor"
        assert changed.author.site == "practice"

    async def test_the_archive_is_kept_byte_for_byte(self, store: ProblemStore) -> None:
        await store.create(by_api("a"))
        assert await store.archive("double", "a") == b"zip of a"

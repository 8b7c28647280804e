import pytest

from app.auth.api_key import KeyRequest
from app.auth.key_repository import KeyStore
from app.database.database import Database
from app.database.notifications import Notice
from app.problems.going_live import NoSuchRevisionError, StaleRevisionError
from app.problems.publication_repository import PublicationStore
from app.problems.repository import NameTakenError, NeverLiveError, ProblemStore
from app.problems.schemas import NewPublication, NewRevision, ProblemState

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


@pytest.fixture
def publications(database: Database) -> PublicationStore:
    return PublicationStore(database)


async def state_of(store: ProblemStore) -> tuple[str | None, str | None]:
    """The live revision and the draft of the one problem."""
    [state] = await store.states()
    return state.live, state.draft


class TestTakeIn:
    async def test_a_new_problem_is_live(self, store: ProblemStore) -> None:
        assert await store.take_in(from_folder("a")) == "a"
        assert await store.states() == [ProblemState("double", "a", None, is_archived=False)]

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

    async def test_what_the_api_made_stays_live(
        self, store: ProblemStore, publications: PublicationStore
    ) -> None:
        await store.take_in(from_folder("a"))
        await store.change(by_api("b"), None)
        await publications.publish(NewPublication("double", "b", "practice"), "a")
        assert await store.take_in(from_folder("c")) == "b"
        assert [revision.revision for revision in await store.revisions("double")] == list("cba")

    async def test_a_draft_stays_beside_it(
        self, store: ProblemStore, publications: PublicationStore
    ) -> None:
        await store.take_in(from_folder("a"))
        await store.change(by_api("b"), None)
        assert await store.take_in(from_folder("c")) == "c"
        assert await state_of(store) == ("c", "b")
        assert [each.revision for each in await publications.all("double")] == ["c", "a"]

    async def test_a_problem_that_is_a_draft_goes_live(self, store: ProblemStore) -> None:
        await store.create(by_api("a"))
        assert await store.take_in(from_folder("b")) == "b"
        assert await state_of(store) == ("b", "a")


class TestCreate:
    async def test_it_is_a_draft(self, store: ProblemStore) -> None:
        await store.create(by_api("a"))
        assert await state_of(store) == (None, "a")

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
        assert await state_of(store) == (None, "b")

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
        assert await state_of(store) == (None, "a")
        notes = [revision.note for revision in await store.revisions("double")]
        assert notes == ["", "the first"]

    async def test_an_unknown_problem(self, store: ProblemStore) -> None:
        with pytest.raises(NoSuchRevisionError):
            await store.change(by_api("a"), None)

    async def test_the_live_content_ends_the_draft(self, store: ProblemStore) -> None:
        await store.take_in(from_folder("a"))
        await store.change(by_api("b"), None)
        await store.change(by_api("a"), None)
        assert await state_of(store) == ("a", None)


class TestDiscard:
    async def test_the_draft_is_gone(self, store: ProblemStore) -> None:
        await store.take_in(from_folder("a"))
        await store.change(by_api("b"), None)
        await store.discard("double", "b")
        assert await state_of(store) == ("a", None)

    async def test_a_problem_that_was_never_live_goes_with_it(self, store: ProblemStore) -> None:
        await store.create(by_api("a"))
        await store.discard("double", None)
        assert await store.states() == []
        assert await store.archive("double", "a") is None

    async def test_another_draft_is_kept(self, store: ProblemStore) -> None:
        await store.create(by_api("a"))
        with pytest.raises(StaleRevisionError, match="a"):
            await store.discard("double", "b")


class TestPublish:
    async def test_it_is_live_and_recorded(
        self, store: ProblemStore, publications: PublicationStore
    ) -> None:
        await store.take_in(from_folder("a"))
        await store.change(by_api("b"), None)
        wanted = NewPublication("double", "b", "practice", None, "signs", forced=True)
        await publications.publish(wanted, "a")
        assert await state_of(store) == ("b", None)
        newest, first = await publications.all("double")
        assert (newest.revision, newest.replaced, newest.note) == ("b", "a", "signs")
        assert newest.is_forced
        assert newest.author is not None
        assert newest.author.site == "practice"
        assert (first.revision, first.replaced, first.author) == ("a", None, None)

    async def test_a_later_draft_stays(
        self, store: ProblemStore, publications: PublicationStore
    ) -> None:
        await store.create(by_api("a"))
        await store.change(by_api("b"), None)
        await publications.publish(NewPublication("double", "a"), None)
        assert await state_of(store) == ("a", "b")

    async def test_a_second_time_changes_nothing(
        self, store: ProblemStore, publications: PublicationStore
    ) -> None:
        await store.create(by_api("a"))
        for _ in range(2):
            await publications.publish(NewPublication("double", "a"), None)
        assert len(await publications.all("double")) == 1

    async def test_where_another_went_live_meanwhile_it_is_refused(
        self, store: ProblemStore, publications: PublicationStore
    ) -> None:
        await store.take_in(from_folder("a"))
        await store.change(by_api("b"), None)
        await store.take_in(from_folder("c"))
        with pytest.raises(StaleRevisionError, match="c"):
            await publications.publish(NewPublication("double", "b"), "a")
        assert await state_of(store) == ("c", "b")


class TestMakeLiveAgain:
    async def test_an_old_one_is_live_again(
        self, store: ProblemStore, publications: PublicationStore
    ) -> None:
        await store.take_in(from_folder("a"))
        await store.take_in(from_folder("b"))
        await store.change(by_api("c"), None)
        wanted = NewPublication("double", "a", "practice", None, "b is wrong")
        await publications.make_live_again(wanted, "c")
        assert await state_of(store) == ("a", "c")
        newest = (await publications.all("double"))[0]
        assert (newest.revision, newest.replaced, newest.note) == ("a", "b", "b is wrong")

    async def test_one_that_was_never_live(
        self, store: ProblemStore, publications: PublicationStore
    ) -> None:
        await store.take_in(from_folder("a"))
        await store.change(by_api("b"), None)
        with pytest.raises(NeverLiveError):
            await publications.make_live_again(NewPublication("double", "b"), None)
        assert await state_of(store) == ("a", "b")


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

"""Changes of problems where they meet each other, another process's, or what can't be read."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from app.auth.caller import ANYONE, Caller
from app.core.errors import WorkLimitError
from app.problems.authoring_service import AuthoringService, Change
from app.problems.catalogue import Catalogue
from app.problems.errors import (
    InvalidProblemError,
    ProblemExistsError,
    RevisionChangedError,
    UnknownCaseError,
    UnknownProblemError,
    UnknownRevisionError,
)
from app.problems.package import Entry, read_archive, with_change, without
from app.problems.publishing_service import PublishingService
from app.problems.repository import ProblemStore
from app.problems.schemas import NewRevision
from graders.problem.archive import pack
from graders.problem.files import read_package
from graders.problem.package import parse_problem
from tests.app.running import Running

pytestmark = pytest.mark.anyio

AUTHOR = Caller(site="practice", key_id="k", scopes=frozenset(["author"]))


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def authoring(api: Running) -> AuthoringService:
    return api.parts.get(AuthoringService)


def change(based_on: str | None = None) -> Change:
    return Change(AUTHOR, "why", based_on)


def a_case(name: str) -> Entry:
    return Entry({"name": name, "arguments": {"x": 3.0}})


async def names(authoring: AuthoringService) -> list[str]:
    return [each.name for each in (await authoring.current_problem("double")).spec.cases]


def revised(problems_dir: Path, statement: str) -> NewRevision:
    """What another process might store."""
    files = read_package(problems_dir / "double") | {"statement.md": statement.encode()}
    revision = parse_problem(files, Path("double")).revision
    return NewRevision("double", revision, pack("double", files), "api")


async def test_each_change_starts_from_the_one_before(authoring: AuthoringService) -> None:
    for name in ("first", "second"):
        await authoring.edit("double", change(), with_change, "cases", a_case(name))
    assert await names(authoring) == ["shown", "kept back", "first", "second"]
    newest, middle, oldest = await authoring.revisions("double")
    assert (newest.parent, middle.parent) == (middle.revision, oldest.revision)


async def test_of_two_changes_for_the_same_revision_one_is_refused(
    authoring: AuthoringService,
) -> None:
    live = (await authoring.live_problem("double")).revision
    results = await asyncio.gather(
        *(
            authoring.edit("double", change(live), with_change, "cases", a_case(name))
            for name in ("first", "second")
        ),
        return_exceptions=True,
    )
    [refused] = [each for each in results if isinstance(each, BaseException)]
    assert isinstance(refused, RevisionChangedError)
    assert len(await names(authoring)) == 3


async def test_a_change_by_another_process_is_seen_before_the_next_one(
    api: Running, authoring: AuthoringService, problems_dir: Path
) -> None:
    before = (await authoring.live_problem("double")).revision
    await ProblemStore(api.database).change(revised(problems_dir, "By another."), None)
    await authoring.edit("double", change(), with_change, "cases", a_case("third"))
    draft = await authoring.current_problem("double")
    assert (draft.statement, len(draft.spec.cases)) == ("By another.", 3)
    with pytest.raises(RevisionChangedError):
        await authoring.edit("double", change(before), without, "cases", "third")


async def test_a_revision_that_this_version_can_not_read_is_kept_but_not_used(
    api: Running, authoring: AuthoringService
) -> None:
    live = (await authoring.live_problem("double")).revision
    unreadable = NewRevision("double", "0" * 16, b"of an older version", "api")
    await ProblemStore(api.database).change(unreadable, None)
    assert await authoring.archive_of("double", "0" * 16) == b"of an older version"
    with pytest.raises(UnknownRevisionError):
        await authoring.current_problem("double")
    with pytest.raises(UnknownRevisionError):
        await api.parts.get(PublishingService).force("double", None, change())
    assert (await authoring.live_problem("double")).revision == live


async def test_an_archived_problem_can_be_changed_and_comes_back_with_its_draft(
    api: Running, authoring: AuthoringService
) -> None:
    await authoring.put_away(ANYONE, "double", archived=True)
    await authoring.edit("double", change(), with_change, "cases", a_case("third"))
    assert (await authoring.state("double")).is_archived
    assert [problem.name for problem, _ in await authoring.all()] == ["double"]
    await authoring.put_away(ANYONE, "double", archived=False)
    assert len(api.catalogue.problem("double").spec.cases) == 2
    await api.parts.get(PublishingService).force("double", None, change())
    assert len(api.catalogue.problem("double").spec.cases) == 3


async def test_what_is_not_there_or_does_not_fit(authoring: AuthoringService) -> None:
    package = await authoring.package_of(AUTHOR, "double", None)
    with pytest.raises(ProblemExistsError):
        await authoring.create(package, change())
    with pytest.raises(UnknownProblemError):
        await authoring.update("triple", package, change())
    with pytest.raises(UnknownCaseError):
        await authoring.edit("double", change(), without, "generators", "shown")
    with pytest.raises(UnknownRevisionError):
        await authoring.changes(AUTHOR, "double", "0" * 16, None)


async def test_a_package_that_takes_too_much_to_read_is_invalid(
    api: Running, authoring: AuthoringService
) -> None:
    class Overworked:
        async def run(self, *_: Any) -> None:
            raise WorkLimitError(5, 512)

    slow = AuthoringService(
        api.database,
        api.parts.get(Catalogue),
        Overworked(),  # type: ignore[arg-type]
    )
    archive = await authoring.archive_of("double", None)
    with pytest.raises(InvalidProblemError, match="too much to read"):
        await slow.in_bounds(AUTHOR, read_archive, archive)

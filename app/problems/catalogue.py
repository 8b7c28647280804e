"""The catalogue: the problems that the running service offers, and their earlier revisions."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from app.core.errors import StoreError
from app.database.database import Database
from app.database.notifications import Notice
from app.problems.errors import UnknownProblemError
from app.problems.repository import ProblemStore
from app.problems.schemas import NewRevision, ProblemState
from graders.problem.archive import pack, unpack
from graders.problem.files import ProblemError, read_package
from graders.problem.package import Problem, package_folders, parse_problem

# Needed by submissions accepted before a change, and by rejudging.
_EARLIER_KEPT = 32
# Every change is announced; this covers lost notices.
_LOOK_S = 60.0

_log = logging.getLogger(__name__)


class Catalogue:
    """Live problems by name, and any revision by its name."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._store = ProblemStore(database)
        self._live: dict[str, Problem] = {}
        self._archived: dict[str, Problem] = {}
        self._states: dict[str, ProblemState] = {}
        self._earlier: OrderedDict[tuple[str, str], Problem] = OrderedDict()
        self._refreshing = asyncio.Lock()
        self._changed = asyncio.Event()

    @property
    def problems(self) -> Mapping[str, Problem]:
        """The problems that accept submissions, each at its live revision."""
        return self._live

    @property
    def archived(self) -> Mapping[str, Problem]:
        """The archived problems, each at its last live revision."""
        return self._archived

    @property
    def states(self) -> Mapping[str, ProblemState]:
        """Every problem's live revision and draft, including those that were never published."""
        return self._states

    def problem(self, name: str) -> Problem:
        """Return the problem of that name, if it accepts submissions.

        Raises:
            UnknownProblemError: there is none.
        """
        if name not in self._live:
            raise UnknownProblemError
        return self._live[name]

    def loaded(self, name: str, revision: str) -> Problem | None:
        """Return a revision if it is live; None if `revision` must be called for it."""
        problem = self._live.get(name)
        return problem if problem is not None and problem.revision == revision else None

    async def revision(self, name: str, revision: str) -> Problem | None:
        """Return a revision, live or not; None if there is none that can be used.

        Raises:
            StoreError: the database failed.
        """
        for problem in (self._live.get(name), self._archived.get(name)):
            if problem is not None and problem.revision == revision:
                return problem
        key = (name, revision)
        if key not in self._earlier:
            problem = await self._load(name, revision)
            if problem is None:
                return None
            self._earlier[key] = problem
        self._earlier.move_to_end(key)
        if len(self._earlier) > _EARLIER_KEPT:
            self._earlier.popitem(last=False)
        return self._earlier[key]

    async def take_in(self, folder: Path) -> None:
        """Import the packages in the problems folder into the store, before the catalogue runs.

        Raises:
            ProblemError: the folder is missing or empty, or a package is wrong.
            StoreError: the database failed.
        """
        states = {state.name: state for state in await self._store.states()}
        for place in await asyncio.to_thread(package_folders, folder):
            problem, files = await asyncio.to_thread(_from_folder, place)
            # It need not be parsed again if it is the live one.
            self._live[problem.name] = problem
            known = states.get(problem.name)
            if known is not None and known.live == problem.revision:
                continue
            new = await asyncio.to_thread(_packed, problem, files)
            live = await self._store.take_in(new)
            if live != new.revision:
                _log.warning(
                    "%s holds the revision %s, but %s is live, by the API: publish the one of the "
                    "folder with POST /api/v1/problems/%s/publish?revision=%s",
                    *(place, new.revision, live, new.problem, new.revision),
                )

    async def refresh(self) -> None:
        """Update the catalogue from the store.

        Raises:
            StoreError: the database failed.
        """
        async with self._refreshing:
            live: dict[str, Problem] = {}
            archived: dict[str, Problem] = {}
            states = {state.name: state for state in await self._store.states()}
            for name, state in states.items():
                problem = state.live and await self.revision(name, state.live)
                if problem:
                    (archived if state.is_archived else live)[name] = problem
            self._live, self._archived, self._states = live, archived, states

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep the catalogue up to date while the context lasts.

        Raises:
            StoreError: the database failed at the start.
        """
        with self._database.notices.listening(self._hear):
            await self.refresh()
            refreshing = asyncio.create_task(self._keep_refreshing())
            try:
                yield
            finally:
                refreshing.cancel()
                await asyncio.wait([refreshing])

    def _hear(self, notice: Notice) -> None:
        if notice.subject in ("problems", "missed"):
            self._changed.set()

    async def _keep_refreshing(self) -> None:
        while True:
            try:
                async with asyncio.timeout(_LOOK_S if self._database.is_shared else None):
                    await self._changed.wait()
            except TimeoutError:
                pass
            self._changed.clear()
            try:
                await self.refresh()
            except StoreError:
                _log.exception("Which problems there are could not be read; they stay as they were")
                await asyncio.sleep(1)
                self._changed.set()

    async def _load(self, name: str, revision: str) -> Problem | None:
        archive = await self._store.archive(name, revision)
        if archive is None:
            return None
        try:
            return await asyncio.to_thread(unpacked, name, archive)
        except ProblemError:
            _log.exception("The revision %s of %s can't be used any longer", revision, name)
            return None


def unpacked(name: str, archive: bytes) -> Problem:
    """Parse the problem in a zip file.

    Raises:
        ProblemError: the archive or the package is wrong.
    """
    folder, files = unpack(archive, Path(f"{name}.zip"))
    return parse_problem(files, Path(folder))


def _from_folder(place: Path) -> tuple[Problem, Mapping[str, bytes]]:
    files = read_package(place)
    return parse_problem(files, place), files


def _packed(problem: Problem, files: Mapping[str, bytes]) -> NewRevision:
    archive = pack(problem.name, files)
    return NewRevision(problem.name, problem.revision, archive, source="folder")

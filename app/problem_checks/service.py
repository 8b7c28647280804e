"""Checking problems before they change."""

import time
from typing import Any

from app.auth.caller import Caller
from app.core.ids import is_id, new_id
from app.courses.service import CourseService
from app.database.database import Database
from app.database.pagination import Page
from app.problem_checks.errors import (
    RETRY_S,
    TooManyChecksError,
    TooManyChecksOfKeyError,
    UnknownCheckError,
)
from app.problem_checks.repository import (
    MOST_IN_ALL,
    ChecksFullError,
    CheckStore,
    KeyIsCheckingError,
)
from app.problem_checks.schemas import CheckKind, CheckSummary, NewCheck, ProblemCheck
from app.problems.authoring_service import AuthoringService
from app.problems.package import Entry, Package, with_change
from app.submissions.watch import Watches
from graders.problem.editing import EntryKind


class CheckService:
    """Checks and previews. Every method raises `StoreError` if the database fails."""

    def __init__(
        self,
        database: Database,
        authoring: AuthoringService,
        courses: CourseService,
        watches: Watches,
    ) -> None:
        self._store = CheckStore(database)
        self._authoring = authoring
        self._courses = courses
        self._watches = watches

    async def start(self, caller: Caller, package: Package, wait_s: int) -> ProblemCheck:
        """Check a package, and wait for the report for up to `wait_s`.

        Raises:
            OverloadError: too many checks are unfinished; the error says when to retry.
            StoreError: the store failed.
        """
        return await self.run(caller, new_check(caller, "check", package), wait_s)

    async def start_preview(
        self,
        caller: Caller,
        name: str,
        kind: EntryKind,
        entry: Entry,
        wait_s: int,
    ) -> ProblemCheck:
        """Try a case or generator on a problem's examples without changing the problem.

        If the reference passes, the latest submissions are tried on it afterwards.

        Raises:
            InvalidProblemError: the entry does not fit the problem.
            UnknownProblemError: there is no such problem.
            UnknownCaseError: there is no entry that it could replace.
            OverloadError: too many checks are unfinished; the error says when to retry.
            StoreError: the store failed.
        """
        live = await self._authoring.package_of(caller, name, None)
        package = await self._authoring.in_bounds(caller, with_change, live, kind, entry)
        [new] = [
            each for each in getattr(package.problem.spec, kind) if each.name == entry.keys["name"]
        ]
        check = new_check(
            caller,
            "preview",
            package,
            added=tuple(new.case_names()),
            replaces=live.problem.revision,
            visible_site=caller.visible_site,
        )
        return await self.run(caller, check, wait_s)

    async def find(self, caller: Caller, check_id: str) -> ProblemCheck:
        """Return the check of that id.

        Raises:
            UnknownCheckError: there is none that the caller may see.
            StoreError: the store failed.
        """
        check = None
        if is_id(check_id):
            check = await self._store.get(check_id, caller.visible_site)
        if check is None or not await self._courses.may_change(caller, check.problem):
            raise UnknownCheckError
        return check

    async def cancel(self, caller: Caller, check_id: str) -> ProblemCheck:
        """End a check; one that has ended stays unchanged.

        Raises:
            UnknownCheckError: there is none that the caller may see.
            StoreError: the store failed.
        """
        await self.find(caller, check_id)
        await self._store.cancel(check_id)
        return await self.find(caller, check_id)

    async def recent(
        self, caller: Caller, problem: str | None, limit: int, cursor: str | None
    ) -> Page[CheckSummary]:
        """List the checks that the caller sees, of one problem name or of all, newest first.

        Raises:
            UnknownCursorError: `cursor` is not from an earlier page.
        """
        return await self._store.find(caller.visible_site, problem, limit, cursor)

    async def run(self, caller: Caller, new: NewCheck, wait_s: int) -> ProblemCheck:
        """Queue a check, and wait for its end for up to `wait_s`.

        Raises:
            OverloadError: too many checks are unfinished; the error says when to retry.
            StoreError: the store failed.
        """
        with self._watches.watch(new.id, only_end=True) as watch:
            try:
                await self._store.add(new)
            except KeyIsCheckingError as error:
                raise TooManyChecksOfKeyError(error.check_id) from None
            except ChecksFullError:
                raise TooManyChecksError(RETRY_S, MOST_IN_ALL) from None
            deadline = time.monotonic() + wait_s
            while True:
                check = await self.find(caller, new.id)
                if check.status not in ("queued", "running") or self._watches.is_closing:
                    return check
                if not await watch.news(deadline - time.monotonic()):
                    return check


def new_check(caller: Caller, kind: CheckKind, package: Package, **more: Any) -> NewCheck:
    """A check of a package for a caller."""
    return NewCheck(
        id=new_id(),
        site=caller.site,
        key_id=caller.key_id,
        kind=kind,
        problem=package.problem.name,
        revision=package.problem.revision,
        archive=package.archive,
        **more,
    )

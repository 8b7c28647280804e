"""Sends the grades that have changed, and retries failed ones, as `app.jobs.backoff` says."""

import logging
from collections import Counter
from collections.abc import Callable

from app.core.errors import StoreError
from app.core.outbound_http import TIMEOUT_S, AnswerError
from app.database.database import Database
from app.jobs.backoff import retry_after_s
from app.jobs.dispatcher import Dispatcher
from app.lti.current_grade import CurrentGrades
from app.lti.grade_outbox import GradeClaim, GradeStore
from app.lti.grade_post import GradePost
from app.lti.platform_repository import PlatformStore

# The number of concurrent tries, in total and per platform: a slow one does not delay others.
_AT_ONCE = 16
_AT_ONCE_TO_PLATFORM = 4
# A try asks for a token, and sends the score. A sender that reports nothing by then was killed.
_LEASE_S = 4 * TIMEOUT_S

_log = logging.getLogger(__name__)


class GradeSender(Dispatcher[GradeClaim]):
    """Sends due grades, in any number of processes at once."""

    def __init__(
        self,
        database: Database,
        post: GradePost,
        current: CurrentGrades,
        retry_after_s: Callable[[int], float | None] = retry_after_s,
    ) -> None:
        super().__init__(database, "grade", _AT_ONCE)
        self._grades = GradeStore(database)
        self._platforms = PlatformStore(database)
        self._post = post
        self._current = current
        self._retry_after_s = retry_after_s
        self._to_platform: Counter[str] = Counter()

    async def _claim(self) -> GradeClaim | None:
        return await self._grades.claim(self._busy(), _LEASE_S)

    async def _due_in_s(self) -> float | None:
        return await self._grades.due_in_s(self._busy())

    async def _requeue(self, claim: GradeClaim) -> None:
        await self._grades.requeue(claim)

    def _count(self, claim: GradeClaim, change: int) -> None:
        self._to_platform[claim.platform_id] += change
        # Drop the zeros: platforms come and go.
        self._to_platform = +self._to_platform

    def _busy(self) -> list[str]:
        return [name for name, count in self._to_platform.items() if count >= _AT_ONCE_TO_PLATFORM]

    async def _carry_out(self, claim: GradeClaim) -> None:
        platform = await self._platforms.get(claim.platform_id)
        if platform is None:
            # Removed meanwhile, with its grades.
            return
        try:
            grade = await self._current.of(claim)
            if grade is None or grade.share == claim.told:
                await self._grades.settle(claim)
                return
            await self._post.send(platform, claim, grade)
        except AnswerError as error:
            _log.info("Grade %s, try %d: not delivered", claim.id, claim.tries)
            await self._fail(claim, str(error))
        except StoreError:
            raise
        except Exception:  # noqa: BLE001 - whatever it was, it must not be tried for ever
            _log.exception("Grade %s, try %d", claim.id, claim.tries)
            await self._fail(claim, "the service failed; its log says why")
        else:
            await self._grades.succeed(claim, grade.share)

    async def _fail(self, claim: GradeClaim, reason: str) -> None:
        await self._grades.fail(claim, reason, self._retry_after_s(claim.failures + 1))

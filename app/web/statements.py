"""Problems' statements as HTML, rendered once per revision."""

import asyncio
import logging
from collections import OrderedDict
from functools import partial

from markupsafe import Markup

from app.core.bounded_work import BoundedWork
from app.core.errors import WorkLimitError
from app.web.markdown import plain_html, statement_html
from graders.problem.package import Problem

# A few more than a course has problems.
_KEPT = 256

_log = logging.getLogger(__name__)


class Statements:
    """The rendered statements, by problem and revision."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], asyncio.Task[Markup]] = OrderedDict()

    async def html(self, work: BoundedWork, problem: Problem) -> Markup:
        """Return the rendered statement of a revision; plain text if rendering takes too long."""
        key = (problem.name, problem.revision)
        making = self._kept.get(key)
        if making is None:
            making = self._kept[key] = asyncio.create_task(_html(work, problem))
            making.add_done_callback(partial(self._forget_failed, key))
        self._kept.move_to_end(key)
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        # A request that is cancelled must not cancel the rendering for the others.
        return await asyncio.shield(making)

    def _forget_failed(self, key: tuple[str, str], making: asyncio.Task[Markup]) -> None:
        if making.cancelled() or making.exception() is not None:
            self._kept.pop(key, None)


async def _html(work: BoundedWork, problem: Problem) -> Markup:
    try:
        return await work.run(f"statement of {problem.name}", statement_html, problem.statement)
    except WorkLimitError:
        _log.warning(
            "The statement of %s takes too long to show: it is shown as it is written", problem.name
        )
        return plain_html(problem.statement)

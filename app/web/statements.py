"""What problems say in Markdown, as HTML: rendered once per revision."""

import asyncio
import logging
from collections import OrderedDict
from functools import partial

from markupsafe import Markup

from app.core.bounded_work import BoundedWork
from app.core.errors import WorkLimitError
from app.web.markdown import plain_html, statement_html
from graders.problem.package import Problem

# A few texts for each problem of a course.
_KEPT = 1024

_log = logging.getLogger(__name__)


class Statements:
    """The rendered texts, by problem, revision and text."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str, str], asyncio.Task[Markup]] = OrderedDict()

    async def html(self, work: BoundedWork, problem: Problem) -> Markup:
        """Return the rendered statement of a revision; plain text if rendering takes too long."""
        return await self.text(work, problem, "statement", problem.statement)

    async def text(self, work: BoundedWork, problem: Problem, name: str, text: str) -> Markup:
        """Return another text of the revision, likewise; its name tells it from the others."""
        key = (problem.name, problem.revision, name)
        making = self._kept.get(key)
        if making is None:
            what = f"{name} of {problem.name}"
            making = self._kept[key] = asyncio.create_task(_html(work, what, text))
            making.add_done_callback(partial(self._forget_failed, key))
        self._kept.move_to_end(key)
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        # A request that is cancelled must not cancel the rendering for the others.
        return await asyncio.shield(making)

    def _forget_failed(self, key: tuple[str, str, str], making: asyncio.Task[Markup]) -> None:
        if making.cancelled() or making.exception() is not None:
            self._kept.pop(key, None)


async def _html(work: BoundedWork, what: str, text: str) -> Markup:
    try:
        return await work.run(what, statement_html, text)
    except WorkLimitError:
        _log.warning("The %s takes too long to show: it is shown as it is written", what)
        return plain_html(text)

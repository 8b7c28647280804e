from typing import Any

import pytest
from markupsafe import Markup

from app.core.bounded_work import BoundedWork
from app.core.errors import WorkLimitError
from app.web.statements import Statements
from graders.problem.package import Problem, load_problem

pytestmark = pytest.mark.anyio


class ScriptedWork(BoundedWork):
    """Counts what is asked of it, and does it at once, or fails."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0
        self.failure: Exception | None = None

    async def run(self, whose: str | None, function: Any, *arguments: Any, **_: Any) -> Any:
        assert whose
        self.calls += 1
        if self.failure is not None:
            raise self.failure
        return function(*arguments)


@pytest.fixture
def problem(problems_dir: Any) -> Problem:
    return load_problem(problems_dir / "double")


class TestHtml:
    async def test_it_is_made_once_for_a_revision(self, problem: Problem) -> None:
        work, statements = ScriptedWork(), Statements()
        pages = [await statements.html(work, problem) for _ in range(3)]
        assert pages == [Markup("<p>Return <em>twice</em> <code>x</code>.</p>\n")] * 3
        assert work.calls == 1

    async def test_one_that_takes_too_long_is_not_tried_again(self, problem: Problem) -> None:
        work, statements = ScriptedWork(), Statements()
        work.failure = WorkLimitError(5, 512)
        pages = [await statements.html(work, problem) for _ in range(2)]
        assert "Return *twice* `x`." in pages[0]
        assert pages[0] == pages[1]
        assert work.calls == 1

    async def test_where_it_failed_otherwise_it_is_tried_again(self, problem: Problem) -> None:
        work, statements = ScriptedWork(), Statements()
        work.failure = OSError("no process")
        with pytest.raises(OSError, match="no process"):
            await statements.html(work, problem)
        work.failure = None
        assert "<em>twice</em>" in await statements.html(work, problem)

"""Problems as learners see them, how learners do, and how the service does."""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Unpack

from nnx_judge_client._async.connection import AsyncConnection
from nnx_judge_client._call import Call, of_type, path, query
from nnx_judge_client._options import LearnerFilter
from nnx_judge_client.models import (
    Editorial,
    Identity,
    LearnerLinks,
    LearnerPage,
    LearnerProblem,
    ProblemDetails,
    ProblemHint,
    ProblemList,
    ProblemProgress,
    ProblemStatistics,
    ProblemSummary,
    ProblemTotals,
    ProgressList,
    QueueState,
    StatisticsOverview,
    Track,
    UnnamedMistake,
    UnnamedMistakes,
)


class AsyncCatalogue:
    """What there is to solve, and what comes of it."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def problems(self) -> list[ProblemSummary]:
        """Return every problem."""
        call = Call("GET", path("problems"), of_type(ProblemList))
        return (await self._connection.send(call)).problems

    async def problem(self, name: str) -> ProblemDetails:
        """Return one problem, with its statement."""
        return await self._connection.send(
            Call("GET", path("problems", name), of_type(ProblemDetails))
        )

    async def hint(self, problem: str, number: int = 1) -> ProblemHint:
        """Return one of a problem's hints, which count from 1; it says how many there are."""
        return await self._connection.send(
            Call("GET", path("problems", problem, "hints", str(number)), of_type(ProblemHint))
        )

    async def editorial(self, problem: str, learner: str | None = None) -> Editorial:
        """Return a problem's editorial and reference, once a submission has opened them.

        Args:
            problem: the problem's name.
            learner: whose submissions open it; None for those of the whole site.

        Raises:
            NotAllowedError: no submission has opened it yet.
        """
        return await self._connection.send(
            Call(
                "GET",
                path("problems", problem, "editorial"),
                of_type(Editorial),
                query=query(learner=learner),
            )
        )

    async def track(self, learner: str | None = None) -> Track:
        """Return the problems in the order to solve them, and what a learner has solved.

        Args:
            learner: whose progress; None for that of the whole site.
        """
        call = Call("GET", path("track"), of_type(Track), query=query(learner=learner))
        return await self._connection.send(call)

    async def progress(self, learner: str | None = None) -> list[ProblemProgress]:
        """Return which problems a learner has tried and solved; None for the whole site."""
        call = Call("GET", path("progress"), of_type(ProgressList), query=query(learner=learner))
        return (await self._connection.send(call)).problems

    async def statistics(
        self, problem: str, first_day: date | None = None, last_day: date | None = None
    ) -> ProblemStatistics:
        """Return how learners do on a problem; needs the scope `author`.

        Args:
            problem: the problem's name.
            first_day: first day to include, in UTC; None for no lower bound.
            last_day: last day to include; None for no upper bound.
        """
        return await self._connection.send(
            Call(
                "GET",
                path("problems", problem, "statistics"),
                of_type(ProblemStatistics),
                query=query(first_day=first_day, last_day=last_day),
            )
        )

    async def unnamed_mistakes(
        self, problem: str, first_day: date | None = None, last_day: date | None = None
    ) -> list[UnnamedMistake]:
        """Return the wrong submissions that no known mistake explains, the largest group first.

        Needs the scope `author`.

        Args:
            problem: the problem's name.
            first_day: first day to include, in UTC; None for no lower bound.
            last_day: last day to include; None for no upper bound.
        """
        call = Call(
            "GET",
            path("problems", problem, "statistics", "unnamed"),
            of_type(UnnamedMistakes),
            query=query(first_day=first_day, last_day=last_day),
        )
        return (await self._connection.send(call)).groups

    async def totals(
        self, first_day: date | None = None, last_day: date | None = None
    ) -> list[ProblemTotals]:
        """Return the figures of every problem with submissions; needs the scope `author`.

        Args:
            first_day: first day to include, in UTC; None for no lower bound.
            last_day: last day to include; None for no upper bound.
        """
        call = Call(
            "GET",
            path("statistics"),
            of_type(StatisticsOverview),
            query=query(first_day=first_day, last_day=last_day),
        )
        return (await self._connection.send(call)).problems

    async def learners(self, **wanted: Unpack[LearnerFilter]) -> AsyncIterator[LearnerProblem]:
        """Yield what each learner made of each problem, by their names; needs the scope `author`.

        Pages are requested as needed.
        """
        call = Call(
            "GET",
            path("learners", "problems"),
            of_type(LearnerPage),
            query=query(limit=100, **wanted),
        )
        async for page in self._connection.pages(call):
            for learner in page.learners:
                yield learner

    async def learner_links(self, learners: Sequence[str], *, days: int = 30) -> LearnerLinks:
        """Make links that sign learners in; needs the scopes `author`, `submit` and `read`.

        A site that has its secret makes tokens by itself, with `learner_token`.

        Args:
            learners: the site's names for them, 1,000 at most.
            days: in how many days the links end.
        """
        body = {"learners": list(learners), "days": days}
        call = Call("POST", path("learners", "links"), of_type(LearnerLinks), body=body)
        return await self._connection.send(call)

    async def queue(self) -> QueueState:
        """Return the state of the queue and the workers; needs the scope `admin`."""
        return await self._connection.send(Call("GET", path("queue"), of_type(QueueState)))

    async def identity(self) -> Identity:
        """Return whom the service takes the caller for, and what they may do."""
        return await self._connection.send(Call("GET", path("session"), of_type(Identity)))

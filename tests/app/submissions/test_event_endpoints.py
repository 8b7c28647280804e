import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.core.errors import StoreError
from app.settings import Settings
from app.submissions.repository import SubmissionStore
from tests.app.listening import listening
from tests.app.problem_files import assert_problem
from tests.app.running import PATIENCE_S, SUBMISSIONS, Running, running
from tests.app.stepping_judge import SteppingJudge

pytestmark = pytest.mark.anyio

TOTAL = 4
CASES = [("case", str(place)) for place in range(1, TOTAL + 1)]
END = ("verdict", "end")


@pytest.fixture
def problems_dir(problems_dir: Path) -> Path:
    toml = problems_dir / "double" / "problem.toml"
    more = [f'\n[[cases]]\nname = "{n}"\narguments = {{ x = {n}.0 }}\n' for n in range(2, TOTAL)]
    toml.write_text(toml.read_text() + "".join(more))
    return problems_dir


@pytest.fixture
def judge() -> SteppingJudge:
    return SteppingJudge()


@pytest.fixture
async def server(settings: Settings, judge: SteppingJudge) -> AsyncIterator[Running]:
    async with listening(settings, judge) as service:
        yield service


@dataclass(frozen=True, slots=True)
class Event:
    name: str
    id: str | None
    data: Any

    @property
    def what(self) -> tuple[str, str | None]:
        return self.name, self.id


class Stream:
    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self._lines = answer.aiter_lines()

    async def next(self) -> Event:
        """The next event; `StopAsyncIteration` at the end."""
        fields: dict[str, str] = {}
        async with asyncio.timeout(PATIENCE_S):
            while line := await anext(self._lines):
                name, _, value = line.partition(": ")
                fields[name] = value
        return Event(fields["event"], fields.get("id"), json.loads(fields["data"]))

    async def begun(self) -> None:
        """Wait until it is told that the submission runs; it may be queued before."""
        while (event := await self.next()).data.get("status") != "running":
            assert (event.what, event.data["status"]) == (("status", None), "queued")

    async def case(self) -> str | None:
        """The id of the next event, which tells of a case, after any that tell of the status."""
        while (event := await self.next()).name == "status":
            pass
        assert event.name == "case"
        return event.id

    async def rest(self) -> list[tuple[str, str | None]]:
        """What is still to come, but for the status."""
        events: list[tuple[str, str | None]] = []
        while True:
            try:
                event = await self.next()
            except StopAsyncIteration:
                return events
            if event.name != "status":
                events.append(event.what)


@dataclass(frozen=True, slots=True)
class Follower:
    client: httpx.AsyncClient
    submission_id: str

    def __call__(self, after: str | None = None) -> "_Opening":
        headers = {} if after is None else {"Last-Event-ID": after}
        path = f"{SUBMISSIONS}/{self.submission_id}/events"
        return _Opening(self.client, self.client.build_request("GET", path, headers=headers))


class _Opening:
    def __init__(self, client: httpx.AsyncClient, request: httpx.Request) -> None:
        self._client = client
        self._request = request

    async def __aenter__(self) -> Stream:
        self._answer = await self._client.send(self._request, stream=True)
        return Stream(self._answer)

    async def __aexit__(self, *_: object) -> None:
        await self._answer.aclose()


async def submitted(service: Running) -> Follower:
    document = (await service.submit("a submission")).json()
    return Follower(service.client, document["id"])


async def finished(service: Running, judge: SteppingJudge) -> Follower:
    judge.finish()
    document = (await service.submit("a submission", prefer="wait=60")).json()
    return Follower(service.client, document["id"])


class TestFinished:
    async def test_every_case_and_the_verdict(self, api: Running, judge: SteppingJudge) -> None:
        follow = await finished(api, judge)
        async with follow() as stream:
            assert stream.answer.headers["content-type"].startswith("text/event-stream")
            assert stream.answer.headers["cache-control"] == "no-cache"
            assert stream.answer.headers["x-accel-buffering"] == "no"
            assert await stream.rest() == [*CASES, END]

    async def test_the_events_hold_what_the_submission_does(
        self, api: Running, judge: SteppingJudge
    ) -> None:
        follow = await finished(api, judge)
        document = await api.read(follow.submission_id)
        async with follow() as stream:
            events = [await stream.next() for _ in range(TOTAL + 1)]
        assert [event.data["case"] for event in events[:-1]] == document["cases"]
        assert [event.data["index"] for event in events[:-1]] == list(range(TOTAL))
        assert {event.data["total"] for event in events[:-1]} == {TOTAL}
        assert events[-1].data == document

    @pytest.mark.parametrize("known", range(TOTAL + 1))
    async def test_it_goes_on_after_the_last_event(
        self, api: Running, judge: SteppingJudge, known: int
    ) -> None:
        follow = await finished(api, judge)
        async with follow(after=str(known)) as stream:
            assert await stream.rest() == [*CASES[known:], END]

    async def test_after_the_end_there_is_nothing(
        self, server: Running, judge: SteppingJudge
    ) -> None:
        follow = await finished(server, judge)
        async with follow(after="end") as stream:
            assert stream.answer.status_code == 204
            assert await stream.answer.aread() == b""


class TestRefusal:
    async def test_an_unknown_id(self, api: Running) -> None:
        answer = await api.client.get(f"{SUBMISSIONS}/0/events")
        assert_problem(answer, 404, "unknown-submission")

    async def test_a_submission_of_another_site(self, api: Running, judge: SteppingJudge) -> None:
        follow = await finished(api, judge)
        key = await api.key("read", site="another")
        answer = await api.client.get(f"{SUBMISSIONS}/{follow.submission_id}/events", headers=key)
        assert_problem(answer, 404, "unknown-submission")

    @pytest.mark.parametrize("last", ["", "-1", "two", "1 ", "9" * 10, "end\n"])
    async def test_what_is_no_id_of_an_event(
        self, api: Running, judge: SteppingJudge, last: str
    ) -> None:
        follow = await finished(api, judge)
        answer = await api.client.get(
            f"{SUBMISSIONS}/{follow.submission_id}/events", headers={"Last-Event-ID": last}
        )
        assert_problem(answer, 422, "invalid-request", "last-event-id")


class TestRunning:
    async def test_a_case_is_told_as_it_finishes(
        self, server: Running, judge: SteppingJudge
    ) -> None:
        follow = await submitted(server)
        async with follow() as stream:
            await stream.begun()
            for index in range(TOTAL - 1):
                judge.finish_case(index)
                event = await stream.next()
                assert event.what == CASES[index]
                assert event.data["case"]["name"] == f"case {index}"
                assert event.data["total"] == TOTAL
            judge.finish()
            assert await stream.rest() == [CASES[-1], END]

    async def test_the_queued_hear_when_they_begin(
        self, server: Running, judge: SteppingJudge
    ) -> None:
        await submitted(server)
        follow = await submitted(server)
        async with follow() as stream:
            assert (await stream.next()).data == {"status": "queued", "tries": 0}
            judge.finish()
            assert (await stream.next()).data == {"status": "running", "tries": 1}

    async def test_a_broken_stream_loses_and_doubles_nothing(
        self, server: Running, judge: SteppingJudge
    ) -> None:
        follow = await submitted(server)
        async with follow() as stream:
            judge.finish_case(0)
            assert await stream.case() == "1"
        judge.finish_case(1)
        async with follow(after="1") as stream:
            assert await stream.case() == "2"
        judge.finish()
        async with follow(after="2") as stream:
            assert await stream.rest() == [*CASES[2:], END]

    async def test_cases_that_are_run_again_are_told_once(
        self, server: Running, judge: SteppingJudge
    ) -> None:
        follow = await submitted(server)
        async with follow() as stream:
            for index in (0, 1, 0, 1, 2):
                judge.finish_case(index)
            told = [await stream.case() for _ in range(3)]
            assert told == ["1", "2", "3"]
            judge.finish()
            assert await stream.rest() == [CASES[-1], END]

    async def test_a_fast_submission_costs_no_write(
        self, api: Running, judge: SteppingJudge, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.worker.case_progress._BETWEEN_WRITES_S", PATIENCE_S)
        subjects: list[str] = []
        judge.finish_case(0)
        judge.finish()
        with api.database.notices.listening(lambda one: subjects.append(one.subject)):
            await api.submit("a submission", prefer="wait=60")
        assert "progress" not in subjects

    async def test_many_may_follow(self, server: Running, judge: SteppingJudge) -> None:
        follow = await submitted(server)
        async with follow() as one, follow() as other:
            judge.finish_case(0)
            assert (await one.case(), await other.case()) == ("1", "1")

    async def test_a_cancelled_submission_ends_the_stream(
        self, server: Running, judge: SteppingJudge
    ) -> None:
        follow = await submitted(server)
        async with follow() as stream:
            judge.finish_case(0)
            assert await stream.case() == "1"
            await SubmissionStore(server.database).cancel(follow.submission_id)
            event = await stream.next()
            assert event.what == ("cancelled", "end")
            assert event.data == await server.read(follow.submission_id)

    async def test_whoever_leaves_leaves_nothing_behind(
        self, server: Running, judge: SteppingJudge
    ) -> None:
        follow = await submitted(server)
        await judge.has_begun()
        async with follow() as stream:
            await stream.next()
            followed = len(asyncio.all_tasks())
        async with asyncio.timeout(PATIENCE_S):
            # The stream's two tasks and its request's.
            while len(asyncio.all_tasks()) > followed - 3:  # noqa: ASYNC110 - nothing tells of it
                await asyncio.sleep(0.01)

    async def test_a_store_that_fails_breaks_the_stream_off(
        self, server: Running, judge: SteppingJudge, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        follow = await submitted(server)
        async with follow() as stream:
            judge.finish_case(0)
            assert await stream.case() == "1"

            async def fail(*_: object) -> None:
                raise StoreError("the disk is gone")

            with monkeypatch.context() as patch:
                patch.setattr(SubmissionStore, "get", fail)
                judge.finish_case(1)
                assert await stream.rest() == []
        async with follow(after="1") as stream:
            assert await stream.case() == "2"


class TestSeveralProcesses:
    @pytest.fixture
    def engine(self) -> str:
        return "postgresql"

    @pytest.fixture
    def accepting(self, settings: Settings) -> Settings:
        """Of a process that judges nothing, lest it take what the other is to judge."""
        return settings.model_copy(update={"slots": 0})

    async def test_what_one_judges_another_tells(
        self, accepting: Settings, server: Running, judge: SteppingJudge
    ) -> None:
        async with listening(accepting, SteppingJudge()) as other:
            follow = Follower(other.client, (await submitted(server)).submission_id)
            async with follow() as stream:
                judge.finish_case(0)
                assert await stream.case() == "1"
                judge.finish()
                assert await stream.rest() == [*CASES[1:], END]

    async def test_a_lost_notice_delays_only(
        self,
        accepting: Settings,
        server: Running,
        judge: SteppingJudge,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("app.submissions.service._LOOK_S", 0.05)
        async with listening(accepting, SteppingJudge()) as deaf:
            follow = Follower(deaf.client, (await submitted(server)).submission_id)
            monkeypatch.setattr(deaf.database.notices, "post", lambda _: None)
            async with follow() as stream:
                judge.finish_case(0)
                assert await stream.case() == "1"
                judge.finish()
                assert await stream.rest() == [*CASES[1:], END]


class TestHowMany:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"stream_limit": 2})

    async def status(self, server: Running, follow: Follower) -> int:
        path = f"{SUBMISSIONS}/{follow.submission_id}/events"
        async with server.client.stream("GET", path) as answer:
            return answer.status_code

    async def test_there_may_be_so_many_at_once(self, server: Running) -> None:
        follow = await submitted(server)
        async with follow() as one, follow() as two:
            await one.begun()
            await two.begun()
            path = f"{SUBMISSIONS}/{follow.submission_id}/events"
            answer = await server.client.get(path)
            assert_problem(answer, 429, "too-many-streams")
            assert int(answer.headers["retry-after"]) >= 1

    async def test_one_that_ends_makes_room(self, server: Running) -> None:
        follow = await submitted(server)
        async with follow() as one, follow() as two:
            await one.begun()
            await two.begun()
        async with asyncio.timeout(PATIENCE_S):
            # The service hears a little later that the connections are closed.
            while await self.status(server, follow) == 429:  # noqa: ASYNC110 - tells no event
                await asyncio.sleep(0.01)


class TestStop:
    async def test_the_stream_ends_and_goes_on_at_the_next_start(
        self, settings: Settings, judge: SteppingJudge
    ) -> None:
        async with listening(settings, judge) as server:
            follow = await submitted(server)
            async with follow() as stream:
                judge.finish_case(0)
                judge.finish_case(1)
                assert [await stream.case() for _ in range(2)] == ["1", "2"]
                server.watches.close()
                assert await stream.rest() == []
        again = SteppingJudge()
        async with listening(settings, again) as server:
            follow = Follower(server.client, follow.submission_id)
            async with follow(after="2") as stream:
                for index in range(3):
                    again.finish_case(index)
                assert await stream.case() == "3"
                again.finish()
                assert await stream.rest() == [CASES[-1], END]

    async def test_a_service_that_stops_answers_all_the_same(
        self, settings: Settings, judge: SteppingJudge
    ) -> None:
        async with running(settings, judge) as api:
            follow = await finished(api, judge)
            api.watches.close()
            async with follow() as stream:
                assert await stream.rest() == [*CASES, END]

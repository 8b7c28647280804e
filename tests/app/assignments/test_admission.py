"""What an assignment takes, on both databases."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.app.assignments.course import Course, moment
from tests.app.problem_files import assert_problem
from tests.app.running import PATIENCE_S, SUBMISSIONS
from tests.app.scripted_judge import ACCEPTED, HELD, JUDGE_ERROR, WRONG, ScriptedJudge

pytestmark = pytest.mark.anyio


class TestTimes:
    async def test_in_time(self, course: Course) -> None:
        assignment = await course.set(
            opens_at=moment(days=-1), due_at=moment(days=1), closes_at=moment(days=2)
        )
        judged = await course.judged(ACCEPTED, assignment)
        assert judged["assignment"] == assignment
        assert (await course.standing(assignment))["phase"] == "open"

    async def test_before_it_opens(self, course: Course) -> None:
        assignment = await course.set(opens_at="2999-01-02T03:04:05Z")
        answer = await course.hand_in(ACCEPTED, assignment)
        assert_problem(answer, 403, "assignment-closed")
        assert answer.json()["parameters"] == {"opens_at": "2999-01-02T03:04:05Z"}
        assert answer.json()["reason"] == "assignment_not_open_yet"

    async def test_after_it_closed(self, course: Course) -> None:
        assignment = await course.set(closes_at="2026-01-02T03:04:05Z")
        answer = await course.hand_in(ACCEPTED, assignment)
        assert_problem(answer, 403, "assignment-closed")
        assert answer.json()["parameters"] == {"closes_at": "2026-01-02T03:04:05Z"}
        assert (await course.grade(assignment))["tries"] == 0

    async def test_late_is_taken_until_it_closes(self, course: Course) -> None:
        assignment = await course.set(due_at=moment(hours=-1), closes_at=moment(days=1))
        await course.judged(ACCEPTED, assignment)
        assert (await course.standing(assignment))["phase"] == "late"

    async def test_an_exception_opens_it_for_one(self, course: Course) -> None:
        assignment = await course.set(due_at=moment(days=-3), closes_at=moment(days=-2))
        # Due later than it closes: for this learner it closes then.
        await course.allow(assignment, "ada", due_at=moment(days=1))
        await course.judged(ACCEPTED, assignment)
        grade = await course.grade(assignment)
        assert (grade["grade"], grade["days_late"]) == (1.0, 0)
        answer = await course.hand_in(ACCEPTED, assignment, "bob")
        assert_problem(answer, 403, "assignment-closed")


class TestTries:
    async def test_a_learner_is_told_what_is_left(self, course: Course) -> None:
        assignment = await course.set(tries=2, closes_at="2999-01-02T03:04:05Z")
        left = {"next_at": None, "closes_at": "2999-01-02T03:04:05Z"}
        first = await course.judged(WRONG, assignment)
        assert first["remaining"] == {"tries_left": 1, **left}
        second = await course.judged(WRONG, assignment)
        assert second["remaining"] == {"tries_left": 0, **left}
        answer = await course.hand_in(WRONG, assignment)
        assert_problem(answer, 403, "no-tries-left")
        assert answer.json()["parameters"] == {"tries": 2}
        assert (await course.grade(assignment))["tries_left"] == 0

    async def test_each_problem_and_each_learner_has_their_own(self, course: Course) -> None:
        assignment = await course.set(
            tries=1, problems=[{"problem": "double"}, {"problem": "triple"}]
        )
        await course.judged(WRONG, assignment)
        await course.judged(WRONG, assignment, problem="triple")
        await course.judged(WRONG, assignment, learner="bob")
        assert_problem(await course.hand_in(WRONG, assignment), 403, "no-tries-left")

    async def test_an_exception_gives_more(self, course: Course) -> None:
        assignment = await course.set(tries=1)
        await course.judged(WRONG, assignment)
        await course.allow(assignment, "ada", extra_tries=1)
        assert (await course.judged(WRONG, assignment))["remaining"]["tries_left"] == 0
        assert_problem(await course.hand_in(WRONG, assignment), 403, "no-tries-left")

    async def test_the_judges_own_fault_is_no_try(self, course: Course) -> None:
        assignment = await course.set(tries=1)
        failed = await course.judged(JUDGE_ERROR, assignment)
        assert failed["verdict"] == "judge_error"
        assert failed["remaining"]["tries_left"] == 1
        await course.judged(ACCEPTED, assignment)
        grade = await course.grade(assignment)
        assert (grade["tries"], grade["tries_left"], grade["grade"]) == (1, 0, 1.0)

    async def test_what_was_cancelled_before_its_judging_is_no_try(
        self, course: Course, judge: ScriptedJudge
    ) -> None:
        assignment = await course.set(tries=2)
        running = await self._started(course, assignment, f"{HELD}#1")
        await judge.has_begun()
        queued = await self._started(course, assignment, f"{HELD}#2")
        assert_problem(await course.hand_in(WRONG, assignment), 403, "no-tries-left")
        for each in (queued, running):
            path = f"{SUBMISSIONS}/{each}"
            answer = await course.api.client.delete(path, headers=course.site)
            assert answer.status_code == 200
        grade = await course.grade(assignment)
        assert (grade["tries"], grade["tries_left"], grade["pending"]) == (1, 1, 0)

    async def _started(self, course: Course, assignment: str, source: str) -> str:
        fields = {"assignment": assignment, "learner": "ada"}
        answer = await course.api.submit(source, headers=course.site, **fields)
        assert answer.status_code == 202
        submission: str = answer.json()["id"]
        return submission

    async def test_they_hold_under_concurrent_requests(self, course: Course) -> None:
        assignment = await course.set(tries=3)
        answers = await asyncio.gather(
            *(
                course.hand_in(f"{WRONG}#{number}", assignment, learner)
                for number in range(9)
                for learner in ("ada", "bob")
            )
        )
        statuses = [answer.status_code for answer in answers]
        assert sorted(statuses) == [200] * 6 + [403] * 12
        for learner in ("ada", "bob"):
            assert (await course.grade(assignment, learner))["tries"] == 3

    async def test_a_repeated_request_gets_its_answer(self, course: Course) -> None:
        assignment = await course.set(tries=1)
        site = course.site
        course.site = site | {"Idempotency-Key": "k"}
        first, again = [await course.hand_in(WRONG, assignment) for _ in range(2)]
        assert (first.status_code, again.status_code) == (200, 200)
        assert again.headers["Idempotent-Replay"] == "true"
        assert again.json() == first.json()

    async def test_a_batch_is_taken_whole_or_not_at_all(self, course: Course) -> None:
        assignment = await course.set(tries=2)
        entry = {"problem": "double", "source": WRONG, "learner": "ada", "assignment": assignment}
        path = f"{SUBMISSIONS}/batch"
        for count, status in ((3, 403), (2, 202)):
            batch = {"submissions": [{**entry, "assignment": None}, *[entry] * count]}
            answer = await course.api.client.post(path, json=batch, headers=course.site)
            assert answer.status_code == status
            if status == 403:
                assert_problem(answer, 403, "no-tries-left", "submissions.3")
                assert (await course.grade(assignment))["tries"] == 0
        assert (await course.grade(assignment))["tries"] == 2


class TestCooldown:
    async def test_the_next_has_to_wait(self, course: Course) -> None:
        assignment = await course.set(cooldown_s=3600, tries=3)
        first = await course.judged(WRONG, assignment)
        next_at = datetime.fromisoformat(first["remaining"]["next_at"])
        waits_s = (next_at - datetime.fromisoformat(first["created_at"])).total_seconds()
        assert 3600 <= waits_s <= 3601
        answer = await course.hand_in(WRONG, assignment)
        assert_problem(answer, 429, "cooling-down")
        assert 0 < int(answer.headers["Retry-After"]) <= 3601
        told = answer.json()["parameters"]
        assert told["tries_left"] == 2
        assert datetime.fromisoformat(told["next_at"]) == next_at
        # Other problems and learners need not.
        await course.judged(WRONG, assignment, learner="bob")

    async def test_it_ends(self, course: Course) -> None:
        assignment = await course.set(cooldown_s=1)
        await course.judged(WRONG, assignment)
        answer = await course.hand_in(WRONG, assignment)
        for _ in range(10 * PATIENCE_S):
            if answer.status_code == 200:
                break
            await asyncio.sleep(0.1)
            answer = await course.hand_in(WRONG, assignment)
        assert answer.status_code == 200

    async def test_the_judges_own_fault_starts_none(self, course: Course) -> None:
        assignment = await course.set(cooldown_s=3600)
        await course.judged(JUDGE_ERROR, assignment)
        await course.judged(WRONG, assignment)


class TestExclusive:
    async def test_its_problems_are_taken_through_it_only(self, course: Course) -> None:
        assignment = await course.set(
            exclusive=True, title="Exam", opens_at=moment(days=-1), closes_at=moment(days=1)
        )
        answer = await course.hand_in(WRONG, None)
        assert_problem(answer, 403, "only-in-assignment")
        assert answer.json()["parameters"] == {"title": "Exam", "id": assignment}
        await course.judged(WRONG, assignment)
        # Other problems, and what no learner hands in.
        assert (await course.hand_in(WRONG, None, problem="triple")).status_code == 200
        assert (await course.hand_in(WRONG, None, None)).status_code == 200

    async def test_until_it_closes_for_the_learner(self, course: Course) -> None:
        assignment = await course.set(exclusive=True, closes_at=moment(days=-1))
        await course.allow(assignment, "ada", closes_at=moment(days=1))
        assert_problem(await course.hand_in(WRONG, None), 403, "only-in-assignment")
        assert (await course.hand_in(WRONG, None, "bob")).status_code == 200

    async def test_another_sites_learners_are_free(self, course: Course) -> None:
        await course.set(exclusive=True)
        course.site = await course.api.key("submit", site="other")
        assert (await course.hand_in(WRONG, None)).status_code == 200


class TestRefusals:
    async def test_an_assignment_that_is_not_there(self, course: Course) -> None:
        answer = await course.hand_in(WRONG, "0" * 32)
        assert_problem(answer, 404, "unknown-assignment")

    async def test_another_sites_assignment(self, course: Course) -> None:
        assignment = await course.set()
        course.site = await course.api.key("submit", site="other")
        answer = await course.hand_in(WRONG, assignment)
        assert_problem(answer, 404, "unknown-assignment")

    @pytest.mark.parametrize(
        ("fields", "field"),
        [({"problem": "triple"}, "problem"), ({"learner": None}, "learner")],
    )
    async def test_what_it_does_not_fit(
        self, course: Course, fields: dict[str, Any], field: str
    ) -> None:
        answer = await course.hand_in(WRONG, await course.set(), **fields)
        assert_problem(answer, 422, "invalid-request", field)

    async def test_a_test(self, course: Course) -> None:
        assignment = await course.set()
        course.site = await course.api.key("submit", "author")
        answer = await course.hand_in(WRONG, assignment, test=True)
        assert_problem(answer, 422, "invalid-request", "assignment")


async def test_submissions_are_found_by_their_assignment(course: Course) -> None:
    assignment = await course.set()
    judged = await course.judged(WRONG, assignment)
    await course.hand_in(WRONG, None)
    answer = await course.api.client.get(
        SUBMISSIONS, params={"assignment": assignment}, headers=course.site
    )
    [found] = answer.json()["submissions"]
    assert (found["id"], found["assignment"]) == (judged["id"], assignment)
    assert datetime.fromisoformat(found["created_at"]) <= datetime.now(UTC)

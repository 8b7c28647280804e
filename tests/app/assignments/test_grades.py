"""The gradebook, on both databases."""

import csv
from io import StringIO
from typing import Any

import pytest

from app.assignments.gradebook import Gradebook
from tests.app.assignments.course import Course, moment
from tests.app.problem_files import assert_problem
from tests.app.scripted_judge import ACCEPTED, HELD, WRONG, ScriptedJudge

pytestmark = pytest.mark.anyio

BOTH = [{"problem": "double", "points": 2}, {"problem": "triple", "points": 1}]


class TestStanding:
    async def test_before_anything_is_handed_in(self, course: Course) -> None:
        assignment = await course.set(problems=BOTH, tries=3)
        standing = await course.standing(assignment)
        problems = standing.pop("problems")
        assert standing == {
            "learner": "ada",
            "phase": "open",
            "has_exception": False,
            "opens_at": None,
            "due_at": None,
            "closes_at": None,
            "points": 0.0,
            "max_points": 3.0,
        }
        assert problems[0] == {
            "problem": "double",
            "grade": 0.0,
            "points": 0.0,
            "max_points": 2.0,
            "score": None,
            "days_late": 0,
            "submission": None,
            "submitted_at": None,
            "solved": False,
            "tries": 0,
            "pending": 0,
            "tries_left": 3,
            "next_at": None,
        }

    async def test_the_best_counts(self, course: Course) -> None:
        assignment = await course.set(problems=BOTH)
        await course.judged(WRONG, assignment)
        right = await course.judged(ACCEPTED, assignment)
        await course.judged(ACCEPTED, assignment)
        await course.judged(WRONG, assignment)
        standing = await course.standing(assignment)
        assert (standing["points"], standing["max_points"]) == (2.0, 3.0)
        grade = standing["problems"][0]
        assert (grade["submission"], grade["submitted_at"]) == (right["id"], right["created_at"])
        assert (grade["tries"], grade["solved"], grade["score"]) == (4, True, 1.0)

    async def test_late_work_loses_by_the_day(self, course: Course) -> None:
        late = {"percent_off": 10, "per": "day"}
        assignment = await course.set(problems=BOTH, due_at=moment(days=-2.5), late=late)
        await course.judged(ACCEPTED, assignment)
        grade = await course.grade(assignment)
        assert (grade["days_late"], grade["score"]) == (3, 1.0)
        assert (grade["grade"], grade["points"]) == (0.7, 1.4)

    async def test_an_exception_and_another_rule_change_it_at_once(self, course: Course) -> None:
        fields: dict[str, Any] = {"due_at": moment(days=-2.5), "title": "x", "problems": BOTH}
        late = {"percent_off": 10, "per": "day"}
        assignment = await course.set(**fields, late=late)
        await course.judged(ACCEPTED, assignment)
        await course.allow(assignment, "ada", due_at=moment(days=-0.5))
        assert (await course.grade(assignment))["grade"] == 0.9
        await course.ask("DELETE", f"/{assignment}/exceptions/ada")
        assert (await course.grade(assignment))["grade"] == 0.7
        changed = fields | {"late": {"percent_off": 50}}
        assert (await course.ask("PUT", f"/{assignment}", json=changed)).status_code == 200
        assert (await course.grade(assignment))["grade"] == 0.5

    async def test_what_waits_is_pending(self, course: Course, judge: ScriptedJudge) -> None:
        assignment = await course.set()
        fields = {"assignment": assignment, "learner": "ada"}
        await course.api.submit(HELD, headers=course.site, **fields)
        await judge.has_begun()
        grade = await course.grade(assignment)
        assert (grade["tries"], grade["pending"], grade["score"]) == (1, 1, None)

    async def test_a_learner_reads_their_own(self, course: Course) -> None:
        assignment = await course.set()
        token = await course.token("ada")
        own = await course.ask("GET", f"/{assignment}/standing", headers=token)
        assert own.json()["learner"] == "ada"
        other = await course.ask(
            "GET", f"/{assignment}/standing", headers=token, params={"learner": "bob"}
        )
        assert_problem(other, 403, "forbidden")
        assert_problem(
            await course.ask("GET", f"/{assignment}/grades", headers=token), 403, "forbidden"
        )

    async def test_a_key_has_to_say_whose(self, course: Course) -> None:
        answer = await course.ask("GET", f"/{await course.set()}/standing")
        assert_problem(answer, 422, "invalid-request", "learner")


class TestGradebook:
    async def test_everybody_who_handed_in_or_has_an_exception(self, course: Course) -> None:
        assignment, other = await course.set(problems=BOTH), await course.set()
        for learner in ("cleo", "ada"):
            await course.judged(ACCEPTED, assignment, learner=learner)
        await course.judged(ACCEPTED, other, learner="dora")
        await course.hand_in(ACCEPTED, None, "emil")
        await course.allow(assignment, "bob", extra_tries=1)
        seen, cursor = [], None
        while True:
            query = {"limit": 2} | ({} if cursor is None else {"cursor": cursor})
            page = (await course.ask("GET", f"/{assignment}/grades", params=query)).json()
            seen += [(row["learner"], row["points"]) for row in page["grades"]]
            if (cursor := page["next"]) is None:
                break
        assert seen == [("ada", 2.0), ("bob", 0.0), ("cleo", 2.0)]

    async def test_as_a_table(self, course: Course) -> None:
        assignment = await course.set(problems=BOTH)
        await course.judged(ACCEPTED, assignment, learner="=1+1")
        await course.judged(WRONG, assignment, learner="bob", problem="triple")
        answer = await course.ask("GET", f"/{assignment}/grades.csv")
        assert answer.headers["content-type"].startswith("text/csv")
        assert list(csv.reader(StringIO(answer.text))) == [
            ["learner", "double", "triple", "points", "max_points"],
            ["'=1+1", "2.0", "0.0", "2.0", "3.0"],
            ["bob", "0.0", "0.0", "0.0", "3.0"],
        ]

    async def test_a_line_for_each_learner_and_problem(self, course: Course) -> None:
        late = {"percent_off": 10}
        assignment = await course.set(problems=BOTH, due_at=moment(days=-1.5), late=late)
        await course.judged(WRONG, assignment)
        mine = await course.judged(ACCEPTED, assignment)
        answer = await course.ask("GET", f"/{assignment}/grades/problems.csv")
        double, triple = csv.DictReader(StringIO(answer.text))
        assert (double["learner"], double["problem"], double["submission"]) == (
            "ada",
            "double",
            mine["id"],
        )
        told = {name: double[name] for name in ("points", "max_points", "score", "solved")}
        assert told == {"points": "1.8", "max_points": "2.0", "score": "1.0", "solved": "True"}
        assert (double["days_late"], double["tries"]) == ("2", "2")
        assert (triple["tries"], triple["solved"], triple["submission"]) == ("0", "False", "")

    @pytest.mark.parametrize(
        ("title", "name"),
        [('Week 3: "Über" layers', "week-3-ber-layers-grades"), ("Übung", "bung-grades")],
    )
    async def test_a_file_is_named_like_the_assignment(
        self, course: Course, title: str, name: str
    ) -> None:
        assignment = await course.set(title=title)
        answer = await course.ask("GET", f"/{assignment}/grades.csv")
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}.csv"'

    async def test_a_standing_for_other_subjects(self, course: Course) -> None:
        assignment = await course.set(problems=BOTH)
        await course.judged(ACCEPTED, assignment)
        gradebook = course.api.parts.get(Gradebook)
        standing = await gradebook.standing("practice", assignment, "ada")
        assert standing is not None
        assert (standing.points, standing.max_points) == (2.0, 3.0)
        assert await gradebook.standing("other", assignment, "ada") is None

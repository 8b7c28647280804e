"""Setting assignments and making exceptions."""

from typing import Any

import pytest

from tests.app.assignments.course import Course, moment
from tests.app.problem_files import assert_problem
from tests.app.scripted_judge import ACCEPTED

pytestmark = pytest.mark.anyio


@pytest.fixture
def engine() -> str:
    return "sqlite"


WHOLE: dict[str, Any] = {
    "title": "Week 1",
    "course": "nnx-101",
    "problems": [{"problem": "triple", "points": 2.5}, {"problem": "double", "points": 1.0}],
    "opens_at": "2026-01-01T12:00:00Z",
    "due_at": "2026-01-08T12:00:00.500000Z",
    "closes_at": "2026-01-15T12:00:00Z",
    "late": {"percent_off": 10.0, "per": "day"},
    "tries": 5,
    "cooldown_s": 60,
    "exclusive": True,
    "hints": "due",
    "smallest_input": "closed",
    "editorial": "never",
}


class TestAssignment:
    async def test_it_is_read_as_it_was_set(self, course: Course) -> None:
        assignment = await course.set(**WHOLE)
        read = (await course.ask("GET", f"/{assignment}")).json()
        created = read.pop("created_at")
        assert created.endswith("Z")
        assert read == WHOLE | {"id": assignment, "site": "practice"}

    async def test_what_is_left_out_limits_nothing(self, course: Course) -> None:
        read = (await course.ask("GET", f"/{await course.set()}")).json()
        unset = ("course", "opens_at", "due_at", "closes_at", "late", "tries", "cooldown_s")
        assert [read[name] for name in unset] == [None] * len(unset)
        assert not read["exclusive"]
        assert {read[name] for name in ("hints", "smallest_input", "editorial")} == {"always"}

    async def test_times_are_utc_whatever_zone_they_came_in(self, course: Course) -> None:
        assignment = await course.set(due_at="2026-01-08T12:00:00+01:00")
        read = (await course.ask("GET", f"/{assignment}")).json()
        assert read["due_at"] == "2026-01-08T11:00:00Z"

    async def test_it_is_changed_as_a_whole(self, course: Course) -> None:
        assignment = await course.set(**WHOLE)
        other = {"title": "Week 2", "problems": [{"problem": "double", "points": 3.0}]}
        changed = await course.ask("PUT", f"/{assignment}", json=other)
        assert changed.status_code == 200
        assert (changed.json()["title"], changed.json()["tries"]) == ("Week 2", None)
        assert changed.json()["problems"] == other["problems"]
        assert (await course.ask("GET", f"/{assignment}")).json() == changed.json()

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"problems": []}, "problems"),
            ({"problems": [{"problem": "double"}] * 2}, ""),
            ({"problems": [{"problem": "double", "points": 0}]}, "problems.0.points"),
            ({"late": {"percent_off": 10}}, ""),
            ({"opens_at": moment(days=1), "due_at": moment()}, ""),
            ({"due_at": moment(days=1), "closes_at": moment()}, ""),
            ({"due_at": "2026-01-08T12:00:00"}, "due_at"),
            ({"tries": 0}, "tries"),
            ({"tries": "3"}, "tries"),
            ({"cooldown_s": 700_000}, "cooldown_s"),
            ({"hints": "later"}, "hints"),
            ({"unknown": 1}, "unknown"),
        ],
    )
    async def test_what_does_not_fit(
        self, course: Course, fields: dict[str, Any], field: str
    ) -> None:
        wanted = {"title": "Week 1", "problems": [{"problem": "double"}]} | fields
        answer = await course.ask("POST", json=wanted)
        assert_problem(answer, 422, "invalid-request", field)

    async def test_a_problem_that_does_not_exist(self, course: Course) -> None:
        answer = await course.ask("POST", json={"title": "x", "problems": [{"problem": "no"}]})
        assert_problem(answer, 404, "unknown-problem")

    async def test_lists_by_course_newest_first_page_by_page(self, course: Course) -> None:
        ids = [await course.set(course=name) for name in ("a", "b", "a")]
        listed = (await course.ask("GET", params={"course": "a"})).json()
        assert [each["id"] for each in listed["assignments"]] == [ids[2], ids[0]]
        first = (await course.ask("GET", params={"limit": 2})).json()
        rest = (await course.ask("GET", params={"limit": 2, "cursor": first["next"]})).json()
        assert [each["id"] for each in first["assignments"] + rest["assignments"]] == ids[::-1]
        assert rest["next"] is None

    async def test_another_sites_are_not_there(self, course: Course) -> None:
        assignment = await course.set()
        other = await course.api.key("author", "read", site="other")
        assert_problem(
            await course.ask("GET", f"/{assignment}", headers=other), 404, "unknown-assignment"
        )
        assert (await course.ask("GET", headers=other)).json()["assignments"] == []
        for method, path in (
            ("PUT", ""),
            ("DELETE", ""),
            ("GET", "/grades"),
            ("GET", "/grades.csv"),
        ):
            body = {"title": "x", "problems": [{"problem": "double"}]} if method == "PUT" else None
            answer = await course.ask(method, f"/{assignment}{path}", headers=other, json=body)
            assert_problem(answer, 404, "unknown-assignment")

    async def test_only_authors_set_them(self, course: Course) -> None:
        assert_problem(
            await course.ask("POST", headers=course.site, content=b"no JSON"), 403, "forbidden"
        )

    async def test_what_is_in_use_is_not_deleted(self, course: Course) -> None:
        unused, used = await course.set(), await course.set()
        await course.allow(unused, "ada", extra_tries=1)
        await course.judged(ACCEPTED, used)
        assert (await course.ask("DELETE", f"/{unused}")).status_code == 204
        assert_problem(await course.ask("DELETE", f"/{unused}"), 404, "unknown-assignment")
        assert_problem(await course.ask("DELETE", f"/{used}"), 409, "assignment-in-use")
        assert (await course.ask("GET", f"/{used}")).status_code == 200


class TestException:
    async def test_it_takes_the_place_of_an_earlier_one(self, course: Course) -> None:
        assignment = await course.set(due_at=moment(days=1), tries=1)
        await course.allow(assignment, "ada", extra_tries=1)
        late = {"due_at": "2036-01-08T11:00:00Z", "extra_tries": 2, "note": "was ill"}
        await course.allow(assignment, "ada", **late)
        listed = (await course.ask("GET", f"/{assignment}/exceptions")).json()["exceptions"]
        assert listed == [{"learner": "ada", "closes_at": None} | late]

    async def test_it_ends(self, course: Course) -> None:
        assignment = await course.set()
        await course.allow(assignment, "ada", extra_tries=1)
        for _ in range(2):
            answer = await course.ask("DELETE", f"/{assignment}/exceptions/ada")
            assert answer.status_code == 204
        listed = (await course.ask("GET", f"/{assignment}/exceptions")).json()
        assert listed == {"exceptions": []}

    async def test_a_name_may_have_slashes(self, course: Course) -> None:
        assignment = await course.set()
        await course.allow(assignment, "https://lms.example/users/7", extra_tries=1)
        listed = (await course.ask("GET", f"/{assignment}/exceptions")).json()["exceptions"]
        assert [each["learner"] for each in listed] == ["https://lms.example/users/7"]

    async def test_a_note_that_no_database_stores(self, course: Course) -> None:
        path = f"/{await course.set()}/exceptions/ada"
        answer = await course.ask("PUT", path, json={"note": "a\0"})
        assert_problem(answer, 422, "invalid-request", "note")

    async def test_one_that_ends_before_the_assignment_opens(self, course: Course) -> None:
        assignment = await course.set(opens_at=moment(days=1))
        path = f"/{assignment}/exceptions/ada"
        answer = await course.ask("PUT", path, json={"due_at": moment()})
        assert_problem(answer, 422, "invalid-request", "due_at")

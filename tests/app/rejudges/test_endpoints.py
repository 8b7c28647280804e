from typing import Any

import pytest

from tests.app.problem_files import assert_problem
from tests.app.rejudges.rejudging import REJUDGES, STRICT, become_strict, judged, ready, start
from tests.app.running import Running
from tests.app.scripted_judge import ACCEPTED

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


async def listed(api: Running, **request: Any) -> dict[str, Any]:
    answer = await api.client.get(REJUDGES, **request)
    assert answer.status_code == 200
    page: dict[str, Any] = answer.json()
    return page


class TestList:
    async def test_each_as_it_is_read_but_for_the_changes(self, api: Running) -> None:
        await judged(api, STRICT)
        await judged(api, ACCEPTED)
        first = await ready(api, await start(api, note="the same"))
        await become_strict(api)
        location = await start(api)
        await ready(api, location)
        await api.client.post(f"{location}/apply")
        cancelled = await start(api)
        await api.client.delete(cancelled)
        again = await start(api, created_after="2100-01-01T00:00:00Z")
        found = (await listed(api))["rejudges"]
        assert [each["status"] for each in found] == ["ready", "cancelled", "applied", "ready"]
        # The first would now turn back what the third has changed.
        assert [each["changed"] for each in found] == [0, 0, 1, 1]
        locations = [again, cancelled, location, f"{REJUDGES}/{first['id']}"]
        for each, place in zip(found, locations, strict=True):
            whole = (await api.client.get(place)).json()
            assert each == {name: whole[name] for name in each}
            assert whole.keys() - each.keys() == {"transitions", "changes"}

    async def test_page_by_page(self, api: Running) -> None:
        locations = [await start(api) for _ in range(3)]
        first = await listed(api, params={"limit": 2, "problem": "double"})
        second = await listed(api, params={"limit": 2, "cursor": first["next"]})
        ids = [each["id"] for each in (*first["rejudges"], *second["rejudges"])]
        assert [f"{REJUDGES}/{each}" for each in ids] == locations[::-1]
        assert second["next"] is None
        assert (await listed(api, params={"problem": "triple"}))["rejudges"] == []

    async def test_only_those_of_the_own_site(self, api: Running) -> None:
        author, other = await api.key("author"), await api.key("author", site="another")
        started = await api.client.post(REJUDGES, json={"problem": "double"}, headers=author)
        rejudge_id = started.json()["id"]
        found = (await listed(api, headers=author))["rejudges"]
        assert [each["id"] for each in found] == [rejudge_id]
        assert (await listed(api, headers=other))["rejudges"] == []
        foreign = await api.client.get(f"{REJUDGES}?cursor={rejudge_id}", headers=other)
        assert_problem(foreign, 404, "unknown-cursor")


class TestSelection:
    async def test_by_id(self, api: Running) -> None:
        await judged(api, ACCEPTED)
        wanted = await judged(api, ACCEPTED)
        assert (await ready(api, await start(api, submissions=[wanted])))["total"] == 1

    async def test_by_time(self, api: Running) -> None:
        await judged(api, ACCEPTED)
        future, past = "2100-01-01T00:00:00Z", "2000-01-01T00:00:00Z"
        for wanted, total in (
            ({"created_after": past, "created_before": future}, 1),
            ({"created_after": future}, 0),
            ({"created_before": past}, 0),
        ):
            assert (await ready(api, await start(api, **wanted)))["total"] == total

    async def test_by_the_revision_that_they_were_judged_on(self, api: Running) -> None:
        await judged(api, ACCEPTED)
        before = api.catalogue.problem("double").revision
        await become_strict(api)
        await judged(api, ACCEPTED)
        assert (await ready(api, await start(api, judged_on=before)))["total"] == 1

    async def test_only_those_of_the_own_site(self, api: Running) -> None:
        author = await api.key("author", "submit")
        await judged(api, ACCEPTED, headers=author)
        await judged(api, ACCEPTED, headers=await api.key("submit", site="another"))
        answer = await api.client.post(REJUDGES, json={"problem": "double"}, headers=author)
        assert answer.json()["total"] == 1

    async def test_too_many(self, api: Running, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("app.rejudges.repository.MOST_SUBMISSIONS", 1)
        for _ in range(2):
            await judged(api, ACCEPTED)
        answer = await api.client.post(REJUDGES, json={"problem": "double"})
        assert_problem(answer, 422, "invalid-request", "created_after")

    async def test_an_unknown_problem(self, api: Running) -> None:
        answer = await api.client.post(REJUDGES, json={"problem": "triple"})
        assert_problem(answer, 404, "unknown-problem")

    async def test_an_unknown_revision(self, api: Running) -> None:
        body = {"problem": "double", "revision": "0" * 16}
        assert_problem(await api.client.post(REJUDGES, json=body), 404, "unknown-revision")


class TestScope:
    async def test_authors_only(self, api: Running) -> None:
        author, other = await api.key("author"), await api.key("author", site="another")
        reader = await api.key("read")
        body = {"problem": "double"}
        assert_problem(await api.client.post(REJUDGES, json=body, headers=reader), 403, "forbidden")
        started = await api.client.post(REJUDGES, json=body, headers=author)
        location = started.headers["Location"]
        assert_problem(await api.client.get(location, headers=other), 404, "unknown-rejudge")
        assert_problem(await api.client.delete(location, headers=other), 404, "unknown-rejudge")

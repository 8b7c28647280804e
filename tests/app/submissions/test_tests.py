import pytest

from tests.app.problem_files import assert_problem
from tests.app.running import SUBMISSIONS, Running
from tests.app.scripted_judge import ACCEPTED, WRONG

pytestmark = pytest.mark.anyio


async def test_one_is_judged_and_marked_and_counts_nowhere(api: Running) -> None:
    answer = await api.submit(WRONG, prefer="wait=20", test=True)
    assert (answer.json()["kind"], answer.json()["verdict"]) == ("test", "wrong_answer")
    await api.submit(ACCEPTED, prefer="wait=20", test=True)
    listed = (await api.client.get(SUBMISSIONS)).json()["submissions"]
    assert [each["kind"] for each in listed] == ["test", "test"]
    statistics = (await api.client.get("/api/v1/problems/double/statistics")).json()
    assert statistics["submissions"] == 0
    unnamed = await api.client.get("/api/v1/problems/double/statistics/unnamed")
    assert unnamed.json() == {"groups": []}
    assert (await api.client.get("/api/v1/progress")).json() == {"problems": []}
    rejudge = await api.client.post("/api/v1/rejudges", json={"problem": "double"})
    assert rejudge.json()["total"] == 0


async def test_it_can_be_reviewed_and_made_a_known_mistake(api: Running) -> None:
    answer = await api.submit(WRONG, prefer="wait=20", test=True)
    path = f"{SUBMISSIONS}/{answer.json()['id']}"
    review = await api.client.post(f"{path}/review", headers={"Prefer": "wait=20"})
    assert review.json()["status"] == "finished"
    body = {"submission": answer.json()["id"], "title": "Not doubled", "hint": "Double it."}
    made = await api.client.post("/api/v1/problems/double/mistakes", json=body)
    assert made.status_code == 201


async def test_only_an_author_s(api: Running) -> None:
    learner = await api.key("submit", "read")
    answer = await api.submit(ACCEPTED, headers=learner, test=True)
    assert_problem(answer, 403, "forbidden")
    both = await api.key("submit", "read", "author")
    assert (await api.submit(ACCEPTED, headers=both, test=True)).is_success


async def test_the_pages_offer_and_mark_it(api: Running) -> None:
    both, learner = await api.key("submit", "read", "author"), await api.key("submit", "read")
    html = {"Accept": "text/html"}
    page = await api.client.get("/problems/double", headers=html | both)
    assert 'data-part="test"' in page.text
    page = await api.client.get("/problems/double", headers=html | learner)
    assert 'data-part="test"' not in page.text
    answer = await api.submit(ACCEPTED, prefer="wait=20", headers=both, test=True)
    for path in ("/submissions", f"/submissions/{answer.json()['id']}"):
        page = await api.client.get(path, headers=html | both)
        assert '<span class="tag">test</span>' in page.text

import pytest

from tests.app.running import Running

pytestmark = pytest.mark.anyio

BROWSER = {"Accept": "text/html"}


async def read(api: Running, path: str, **headers: str) -> str:
    answer = await api.client.get(path, headers=BROWSER | headers)
    assert answer.status_code == 200
    return answer.text


async def test_who_did_what(api: Running) -> None:
    admin = await api.key("admin")
    await api.client.post("/api/v1/problems/double/archive", headers=admin)
    page = await read(api, "/audit", **admin)
    assert "problem archived</td>" in page
    assert "the service</span>" in page
    assert "127.0.0.1</td>" in page
    assert "scopes admin" in page
    # What was done to one thing is a link away.
    of_it = await read(api, "/audit?subject=double", **admin)
    assert '<a href="/audit?subject=double">double</a>' in page
    assert "key created</td>" not in of_it


async def test_filters_are_kept(api: Running) -> None:
    admin = await api.key("admin")
    for number in range(51):
        await api.key("read", site=f"site-{number}")
    page = await read(api, "/audit?action=key_created&subject=", **admin)
    assert '<option value="key_created" selected>' in page
    assert "/audit?action=key_created&amp;cursor=" in page
    assert "problem published</td>" not in page
    assert "No entry fits." in await read(api, "/audit?subject=nothing", **admin)


@pytest.mark.parametrize("query", ["action=some", "cursor=x"])
async def test_fields_that_are_wrong(api: Running, query: str) -> None:
    answer = await api.client.get(f"/audit?{query}", headers=BROWSER)
    assert answer.status_code == 422


async def test_without_the_scope(api: Running) -> None:
    key = await api.key("author")
    assert (await api.client.get("/audit", headers=BROWSER | key)).status_code == 403

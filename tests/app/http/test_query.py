import pytest

from tests.app.running import SUBMISSIONS, Running

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("path", "field", "message"),
    [
        ("/api/v1/site?nam=x", "nam", "unknown parameter; there are: name"),
        ("/api/v1/problems?page=2", "page", "unknown parameter; there are none here"),
        (f"{SUBMISSIONS}?problem=double&learnr=x", "learnr", "unknown parameter; there are: "),
    ],
)
async def test_one_that_is_misspelt_is_told(
    api: Running, path: str, field: str, message: str
) -> None:
    answer = await api.client.get(path)
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["field"] == field
    assert error["message"].startswith(message)


async def test_those_that_there_are_do_no_harm(api: Running) -> None:
    answer = await api.client.get(f"{SUBMISSIONS}?problem=double&limit=1")
    assert answer.status_code == 200

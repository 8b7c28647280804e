import pytest

from app.http.prefer import preferred_wait_s


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ([], None),
        (["wait=20"], 20),
        (["wait=0"], 0),
        (["WAIT = 20"], 20),
        (['wait="20"'], 20),
        (["wait=61"], 60),
        (["wait=999999999"], 60),
        (["respond-async, wait=10"], 10),
        (["respond-async", "wait=10"], 10),
        (["wait=10; a=b"], 10),
        (["wait=1, wait=2"], 1),
        (["respond-async"], None),
        (["wait"], None),
        (["wait=-1"], None),
        (["wait=1.5"], None),
        (["wait=soon"], None),
        (["wait=²"], None),
        (["wait=1e2"], None),
        (["waiting=5"], None),
    ],
)
def test_the_wait_of_a_prefer_header(headers: list[str], wait_s: int | None) -> None:
    assert preferred_wait_s(headers) == wait_s

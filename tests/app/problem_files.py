"""What an error looks like to a client."""

import httpx


def assert_problem(answer: httpx.Response, status: int, kind: str, *fields: str) -> None:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == status
    assert document["type"].rsplit(":", 1)[-1] == kind
    assert document["title"]
    assert document["detail"]
    assert [error["field"] for error in document.get("errors", [])] == list(fields)
    assert "secret" not in answer.text

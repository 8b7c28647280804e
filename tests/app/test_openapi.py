import asyncio
import threading
from typing import Any

import httpx
import jsonschema  # type: ignore[import-untyped]
import pytest

from app.settings import Settings
from tests.app.running import PATIENCE_S, SUBMISSIONS, Running, application, openapi_document
from tests.app.scripted_judge import ACCEPTED, HELD, WRONG, ScriptedJudge

pytestmark = pytest.mark.anyio

KEYS = "/api/v1/keys"
SITE = "/api/v1/site"


async def openapi(api: Running) -> dict[str, Any]:
    document: dict[str, Any] = (await api.client.get("/openapi.json")).json()
    return document


def validate(document: dict[str, Any], answer: Any, path: str, method: str) -> None:
    """Check an answer against what the OpenAPI document says for its status and media type."""
    declared = document["paths"][path][method]["responses"][str(answer.status_code)]
    schema = declared["content"][answer.headers["content-type"]]["schema"]
    jsonschema.Draft202012Validator(schema | {"components": document["components"]}).validate(
        answer.json()
    )


async def test_only_what_needs_it_waits_until_it_is_made(
    settings: Settings, judge: ScriptedJudge, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = application(settings, judge)
    may_be_made = threading.Event()

    def make_slowly() -> dict[str, Any]:
        assert may_be_made.wait(PATIENCE_S)
        return openapi_document()

    monkeypatch.setattr(app, "openapi", make_slowly)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client,
    ):
        waiting = [
            asyncio.create_task(client.get(path))
            for path in ("/api/v1/problems?nmae=double", "/openapi.json")
        ]
        answered = await client.get("/api/v1/problems/double")
        assert answered.status_code == 200
        assert not any(each.done() for each in waiting)
        may_be_made.set()
        refused, document = await asyncio.gather(*waiting)
    assert refused.status_code == 422
    assert document.json()["paths"].keys() == openapi_document()["paths"].keys()


class TestOpenApi:
    async def test_the_answers_are_as_declared(self, api: Running) -> None:
        document = await openapi(api)
        finished = await api.submit(ACCEPTED, prefer="wait=20")
        validate(document, finished, SUBMISSIONS, "post")
        unfinished = await api.submit(HELD)
        validate(document, unfinished, SUBMISSIONS, "post")
        for answer in (finished, unfinished):
            read = await api.client.get(f"{SUBMISSIONS}/{answer.json()['id']}")
            validate(document, read, SUBMISSIONS + "/{submission_id}", "get")
        for path in ("/api/v1/problems", "/livez", "/readyz"):
            validate(document, await api.client.get(path), path, "get")
        path = SUBMISSIONS + "/{submission_id}"
        cancelled = await api.client.delete(f"{SUBMISSIONS}/{unfinished.json()['id']}")
        validate(document, cancelled, path, "delete")
        validate(document, await api.client.get(SUBMISSIONS), SUBMISSIONS, "get")
        entries = {"submissions": [{"problem": "double", "source": ACCEPTED}] * 2}
        batch = await api.client.post(f"{SUBMISSIONS}/batch", json=entries)
        validate(document, batch, f"{SUBMISSIONS}/batch", "post")
        problem = await api.client.get("/api/v1/problems/double")
        validate(document, problem, "/api/v1/problems/{name}", "get")

    async def test_those_about_reviews_too(self, api: Running) -> None:
        document = await openapi(api)
        path = SUBMISSIONS + "/{submission_id}/review"
        finished = (await api.submit(WRONG, prefer="wait=20")).json()["id"]
        unfinished = (await api.submit(HELD)).json()["id"]
        of_finished, of_unfinished = (
            f"{SUBMISSIONS}/{submission_id}/review" for submission_id in (finished, unfinished)
        )
        for answer, method in (
            (await api.client.get(of_finished), "get"),
            (await api.client.post(of_finished), "post"),
            (await api.client.get(of_finished), "get"),
            (await api.client.post(of_unfinished), "post"),
        ):
            validate(document, answer, path, method)
        schema = document["components"]["schemas"]["Review"]
        for example in schema["examples"]:
            references = {"components": document["components"]}
            jsonschema.Draft202012Validator(schema | references).validate(example)

    async def test_those_about_keys_too(self, api: Running) -> None:
        document = await openapi(api)
        headers = await api.key("admin")
        wanted = {"site": "practice", "scopes": ["read"], "expires_days": 1}
        made = await api.client.post(KEYS, json=wanted, headers=headers)
        validate(document, made, KEYS, "post")
        validate(document, await api.client.get(KEYS, headers=headers), KEYS, "get")
        for action in ("rotate", "revoke"):
            path = f"{KEYS}/{made.json()['id']}/{action}"
            answer = await api.client.post(path, headers=headers)
            validate(document, answer, KEYS + "/{key_id}/" + action, "post")
        validate(document, await api.client.get(SITE, headers=headers), SITE, "get")
        for refused in (
            await api.client.get(SITE),
            await api.client.get(SITE, headers=await api.key("read")),
            await api.client.get(f"{SITE}?name=nobody", headers=headers),
        ):
            validate(document, refused, SITE, "get")

    async def test_every_operation_with_a_caller_says_how_to_send_a_key(self, api: Running) -> None:
        document = await openapi(api)
        assert document["components"]["securitySchemes"]["ApiKey"]["scheme"] == "bearer"
        open_to_all = {
            ("/livez", "get"),
            ("/readyz", "get"),
            ("/api/v1/verdict.schema.json", "get"),
            ("/api/v1/session", "post"),
            ("/api/v1/session", "delete"),
        }
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                assert bool(operation["security"]) == ((path, method) not in open_to_all)
                may_be_refused = bool(operation["security"]) or (path, method) == (
                    "/api/v1/session",
                    "post",
                )
                assert ("401" in operation["responses"]) == may_be_refused

    async def test_the_errors_are_as_declared(self, api: Running) -> None:
        document = await openapi(api)
        json = {"Content-Type": "application/json"}
        for answer in (
            await api.client.post(SUBMISSIONS, content="{", headers=json),
            await api.client.post(SUBMISSIONS, content="{}", headers=json),
            await api.client.post(SUBMISSIONS, content="{}"),
            await api.client.post(SUBMISSIONS, json={"problem": "x", "source": "x"}),
            await api.submit("x" * 1025),
        ):
            validate(document, answer, SUBMISSIONS, "post")
        path = SUBMISSIONS + "/{submission_id}"
        finished = await api.submit(ACCEPTED, prefer="wait=20")
        too_late = await api.client.delete(f"{SUBMISSIONS}/{finished.json()['id']}")
        validate(document, too_late, path, "delete")
        unknown = await api.client.get(SUBMISSIONS, params={"cursor": "unknown"})
        validate(document, unknown, SUBMISSIONS, "get")
        missing = await api.client.get(f"{SUBMISSIONS}/0")
        validate(document, missing, SUBMISSIONS + "/{submission_id}", "get")

    async def test_refusals_of_too_much_say_when_to_try_again(self, api: Running) -> None:
        document = await openapi(api)
        for path in (SUBMISSIONS, f"{SUBMISSIONS}/batch"):
            responses = document["paths"][path]["post"]["responses"]
            for status in ("429", "503"):
                assert "Retry-After" in responses[status]["headers"]

    async def test_the_states_are_told_apart_by_the_status(self, api: Running) -> None:
        document = await openapi(api)
        read = document["paths"][SUBMISSIONS + "/{submission_id}"]["get"]["responses"]["200"]
        discriminator = read["content"]["application/json"]["schema"]["discriminator"]
        assert discriminator["propertyName"] == "status"
        assert set(discriminator["mapping"]) == {"queued", "running", "finished", "cancelled"}

    async def test_both_kinds_of_body_are_described(self, api: Running) -> None:
        document = await openapi(api)
        content = document["paths"][SUBMISSIONS]["post"]["requestBody"]["content"]
        assert set(content) == {"application/json", "text/x-python"}
        assert "SubmissionRequest" in document["components"]["schemas"]

    async def test_every_reference_leads_somewhere(self, api: Running) -> None:
        document = await openapi(api)
        schemas = document["components"]["schemas"]
        missing = {name.rsplit("/", 1)[1] for name in _references(document)} - set(schemas)
        assert not missing, "they join _REQUESTS or _ANSWERS in app/openapi.py"
        assert "HTTPValidationError" not in schemas


class TestVerdictSchema:
    async def test_a_finished_submission_fits_it(self, api: Running) -> None:
        answer = await api.client.get("/api/v1/verdict.schema.json")
        assert answer.headers["content-type"] == "application/schema+json"
        schema = answer.json()
        jsonschema.Draft202012Validator.check_schema(schema)
        submission = await api.submit(ACCEPTED, prefer="wait=20")
        jsonschema.Draft202012Validator(schema).validate(submission.json())

    async def test_the_openapi_document_has_it_too(self, api: Running) -> None:
        assert "Verdict" in (await openapi(api))["components"]["schemas"]


def _references(node: Any) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if "$ref" in node else set()
        return own.union(*map(_references, node.values()))
    if isinstance(node, list):
        return set().union(*map(_references, node))
    return set()

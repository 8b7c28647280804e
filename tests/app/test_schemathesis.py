"""The whole API against its own OpenAPI document: whatever is sent, answers are as declared."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import hypothesis
import pytest
import schemathesis
import uvicorn
from schemathesis import Case
from schemathesis.generation.hypothesis.builder import (
    HypothesisTestConfig,
    HypothesisTestMode,
    create_test,
)

from app.auth.api_key import KeyRequest
from app.auth.key_repository import KeyStore
from app.database.database import Database
from app.http.parts import Parts
from app.settings import Settings
from tests.app.problems.test_authoring_endpoints import FILES
from tests.app.running import application, openapi_document
from tests.app.scripted_judge import ScriptedJudge

PACKAGE = "/api/v1/problems/{name}/package"


@dataclass(frozen=True, slots=True)
class Served:
    url: str
    key: str


@pytest.fixture
def served(settings: Settings, judge: ScriptedJudge) -> Iterator[Served]:
    """The application behind a real server, which has a thread and an event loop of its own."""
    # Most of what is sent is refused, and counts.
    settings = settings.model_copy(update={"rate_limit": "1000000/minute"})
    app = application(settings, judge)
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None))
    issued: list[str] = []
    ready = threading.Event()

    async def serve(bound: socket.socket) -> None:
        async with app.router.lifespan_context(app):
            parts: Parts = app.state.parts
            wanted = KeyRequest(site="practice", scopes=["admin"])
            issued.append((await KeyStore(parts.get(Database)).create(wanted)).key)
            ready.set()
            await server.serve([bound])

    with socket.create_server(("127.0.0.1", 0)) as bound:
        thread = threading.Thread(target=lambda: asyncio.run(serve(bound)))
        thread.start()
        assert ready.wait(30)
        yield Served(f"http://127.0.0.1:{bound.getsockname()[1]}", issued[0])
        server.should_exit = True
        thread.join()


# It knows no zip files; what it makes up in their place is bytes.
schemathesis.serializer.alias("application/zip", "application/octet-stream")
schema = schemathesis.openapi.from_dict(openapi_document())
# Each request has a valid key.
schema.config.generation.update(with_security_parameters=False)


@pytest.mark.timeout(600)
# The service draws random numbers of its own meanwhile, in its thread.
@pytest.mark.filterwarnings(
    "ignore:Do not use the `random` module:hypothesis.errors.HypothesisDeprecationWarning"
)
@pytest.mark.parametrize(
    ("method", "path"),
    [(method, path) for path, item in openapi_document()["paths"].items() for method in item],
)
def test_every_answer_is_as_declared(method: str, path: str, served: Served) -> None:
    # `schema.parametrize` makes up the cases of all operations when tests are collected: ten
    # seconds in each process of the tests.
    config = HypothesisTestConfig(project=schema.config, modes=list(HypothesisTestMode))
    ask = create_test(
        operation=schema[path][method], test_func=_answer_is_as_declared, config=config
    )
    ask(served=served)


@hypothesis.settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    # A busy machine is slow.
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
def _answer_is_as_declared(case: Case[Any], served: Served) -> None:
    _keep_rules_that_openapi_can_not_tell(case)
    case.call_and_validate(base_url=served.url, headers={"Authorization": f"Bearer {served.key}"})


def _keep_rules_that_openapi_can_not_tell(case: Case[Any]) -> None:
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if case.media_type == "text/x-python":
        # Only this kind of body has its problem in the URL.
        case.query["problem"] = "double"
    if case.headers.get("Idempotency-Key"):
        # Each request needs its own.
        case.headers["Idempotency-Key"] = uuid4().hex
    if case.query.get("force"):
        # Who publishes without the check says why.
        case.query["note"] = "why"
    if case.query.get("case"):
        # A case belongs to a problem.
        case.query["problem"] = "double"
    # Which revision is live is not known.
    case.headers.pop("If-Match", None)
    if case.path in (PACKAGE, "/api/v1/problems", "/api/v1/problems/check"):
        # What a package holds is told by the format of its files.
        case.media_type, case.body = "application/json", {"name": "triple", "files": dict(FILES)}
    if case.path == "/api/v1/problems/new":
        # A name is an identifier that no problem has.
        case.body = {"name": f"problem_{uuid4().hex}", "parameters": "x, scale: float"}
    if case.path in ("/api/v1/problems/{name}/cases", "/api/v1/problems/{name}/cases/preview"):
        case.body = {"case": {"name": uuid4().hex, "arguments": {"x": 1.0}}}
    if case.path == "/api/v1/problems/{name}/content":
        case.body = {"hints": ["Think of twos."], "limits": {"wall_s": 5.0}}
    if case.method == "PUT" and case.path.startswith("/api/v1/problems/{name}/examples/"):
        # A wrong one explains its mistake.
        case.body = {"source": '"""Three\n\nThat is two and one."""\n'}
    if case.path.endswith("/standing"):
        # A key says whose.
        case.query["learner"] = "ada"
    body = case.body
    if isinstance(body, dict):
        # What is handed in to an assignment is a learner's, and a key of a course an author's.
        body.pop("assignment", None)
        if isinstance(batch := body.get("submissions"), list):
            for each in batch:
                if isinstance(each, dict):
                    each.pop("assignment", None)
        body.pop("course", None)
        if isinstance(learners := body.get("learners"), list):
            # Each is named once.
            body["learners"] = list(dict.fromkeys(learners))
        # Times are in order, and names exist, each once.
        for name in ("opens_at", "due_at", "late"):
            body.pop(name, None)
        if case.path.startswith("/api/v1/assignments") and "problems" in body:
            body["problems"] = [{"problem": "double"}]
    if isinstance(body, dict) and isinstance(inputs := body.get("inputs"), list):
        # Which arguments fit depends on the problem.
        body["inputs"] = [{"x": number} for number in range(len(inputs))]

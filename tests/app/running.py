"""Running the service within a test: no socket, but the whole application and a real database."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx
from fastapi import FastAPI
from opentelemetry.trace import TracerProvider
from starlette.routing import BaseRoute

from app.auth.api_key import KeyRequest
from app.auth.caller import Scope
from app.auth.key_repository import KeyStore
from app.database.database import Database
from app.http.parts import Parts
from app.main import create_app
from app.problems.catalogue import Catalogue
from app.settings import Settings
from app.submissions.watch import Watches
from app.worker.grader import Grader

# Far more than anything here takes; only a failing test waits for so long.
PATIENCE_S = 30
WAIT = {"Prefer": f"wait={PATIENCE_S}"}
SUBMISSIONS = "/api/v1/submissions"


@dataclass(frozen=True, slots=True)
class Running:
    client: httpx.AsyncClient
    parts: Parts

    @property
    def database(self) -> Database:
        return self.parts.get(Database)

    @property
    def watches(self) -> Watches:
        return self.parts.get(Watches)

    @property
    def catalogue(self) -> Catalogue:
        return self.parts.get(Catalogue)

    async def submit(
        self,
        source: str,
        prefer: str | None = None,
        headers: Mapping[str, str] | None = None,
        **fields: object,
    ) -> httpx.Response:
        return await self.client.post(
            SUBMISSIONS,
            json={"problem": "double", "source": source} | fields,
            headers=({} if prefer is None else {"Prefer": prefer}) | dict(headers or {}),
        )

    async def key(self, *scopes: Scope, site: str = "practice") -> dict[str, str]:
        """The headers of a caller with a new key."""
        wanted = KeyRequest(site=site, scopes=list(scopes))
        issued = await KeyStore(self.database).create(wanted)
        return {"Authorization": f"Bearer {issued.key}"}

    async def read(self, submission_id: str) -> dict[str, object]:
        answer = await self.client.get(f"{SUBMISSIONS}/{submission_id}")
        assert answer.status_code == 200
        document: dict[str, object] = answer.json()
        return document

    async def until_finished(self, submission_id: str) -> dict[str, object]:
        with self.watches.watch(submission_id, only_end=True) as watch:
            document = await self.read(submission_id)
            while document["status"] in ("queued", "running"):
                assert await watch.news(PATIENCE_S)
                document = await self.read(submission_id)
        return document


@cache
def openapi_document() -> dict[str, Any]:
    """The OpenAPI document, the same for all: to make it takes longer than most tests."""
    return create_app(Settings()).openapi()


_ROUTES: dict[tuple[bool, bool], list[BaseRoute]] = {}


def application(
    settings: Settings, judge: Grader, tracing: TracerProvider | None = None
) -> FastAPI:
    """The application, with what FastAPI has worked out of its document and routes before."""
    app = create_app(settings, start_judge=lambda _: judge, tracing=tracing)
    app.openapi_schema = openapi_document()
    if tracing is None:
        # FastAPI analyses a route at its first request. No route knows which application it is of.
        has = (settings.public_url is not None, settings.oidc is not None)
        app.router.routes = _ROUTES.setdefault(has, app.router.routes)
    return app


@asynccontextmanager
async def running(
    settings: Settings, judge: Grader, tracing: TracerProvider | None = None
) -> AsyncIterator[Running]:
    app = application(settings, judge, tracing)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client,
    ):
        yield Running(client, app.state.parts)

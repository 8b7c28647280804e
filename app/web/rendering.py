"""From a template to a response."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from app.web.security_headers import security_headers
from app.web.statements import Statements

_HERE = Path(__file__).parent
_STATIC = _HERE / "static"


class _VersionedFiles(StaticFiles):
    """Files whose URL contains their version, so that browsers can cache them for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if scope["query_string"]:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def static_files() -> ASGIApp:
    """Serve the built bundle and the styles, compressed."""
    return GZipMiddleware(_VersionedFiles(directory=_STATIC))


class Pages:
    """Renders the templates."""

    def __init__(self, embedders: Sequence[str], provider: str | None) -> None:
        """Create the renderer.

        Args:
            embedders: the origins that may show a page in a frame.
            provider: the name of the identity provider at which users sign in, if there is one.
        """
        self.embedders = tuple(embedders)
        self.provider = provider
        self.statements = Statements()
        self._templates = _templates()

    def answer(
        self,
        template: str,
        status: int = 200,
        *,
        may_be_embedded: bool = False,
        posts_to: str = "",
        **values: Any,
    ) -> HTMLResponse:
        """Render `template` with `values`.

        Args:
            template: its file.
            status: of the answer.
            may_be_embedded: whether the embedders may show it in a frame.
            posts_to: another origin that a form of the page posts to.
            values: for the template.
        """
        nonce = secrets.token_urlsafe(16)
        page = self._templates.get_template(template).render(values | {"nonce": nonce})
        embedders = self.embedders if may_be_embedded else ()
        headers = security_headers(nonce, embedders, posts_to)
        return HTMLResponse(page, status, headers)


@cache
def _templates() -> Environment:
    """The templates: to compile one takes longer than to render it."""
    templates = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    versions = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in _STATIC.iterdir()
    }
    templates.globals["static"] = lambda name: f"/static/{name}?v={versions[name]}"
    templates.filters["moment"] = _moment
    templates.filters["words"] = lambda name: name.replace("_", " ")
    return templates


def _moment(at: datetime) -> str:
    """Format a time for pages where scripts don't convert it to local time."""
    return at.strftime("%Y-%m-%d %H:%M UTC")

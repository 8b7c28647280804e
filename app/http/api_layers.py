"""Layers that only the API has, not the pages: compression, and CORS (see `app.http.cors`)."""

from collections.abc import Sequence

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from app.http.cors import for_origins

_API = "/api/"
_DOCUMENT = "/openapi.json"
# Their answers hold keys and secrets beside texts that a caller chooses. The size of a compressed
# answer tells whether the two have parts in common (BREACH).
_WITH_SECRETS = ("/api/v1/keys", "/api/v1/session", "/api/v1/site")
# A verdict of 780 kB takes 14 ms at this level, at the highest twice as long for 13 % less.
_LEVEL = 4
_SMALLEST_BYTES = 1000


class ApiLayers:
    """Compresses the API's answers, and lets pages of the given origins read them.

    Streams of events are sent as they are: a compressor would hold them back.
    """

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self._app = app
        compressed = GZipMiddleware(app, minimum_size=_SMALLEST_BYTES, compresslevel=_LEVEL)
        self._plain = for_origins(app, origins)
        self._compressed = for_origins(compressed, origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        app = self._app
        if scope["type"] == "http" and scope["path"].startswith((_API, _DOCUMENT)):
            has_secrets = scope["path"].startswith(_WITH_SECRETS)
            app = self._plain if has_secrets else self._compressed
        await app(scope, receive, send)

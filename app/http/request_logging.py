"""Request logging: each request gets an id, a log line and a metrics entry."""

import logging
import re
import time
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.metrics import Metrics

HEADER = "X-Request-ID"
# Request ids accepted from proxies and clients: safe in logs and headers.
_GIVEN_ID = re.compile(r"[0-9A-Za-z._-]{1,64}")
_SLOW_S = 1.0
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))

_log = logging.getLogger(__name__)


class RequestLogging:
    """Wraps an application; it must be the outermost layer, to see every answer."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, and record it when it ends."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get(HEADER, "")
        request_id = given if _GIVEN_ID.fullmatch(given) else uuid4().hex
        # Not unbound afterwards: the server still logs exceptions.
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        # If the application does not answer, the server answers 500.
        status = 500
        # Requests that wait or stream events may take long.
        may_wait = "prefer" in headers

        async def send_on(message: Message) -> None:
            nonlocal status, may_wait
            if message["type"] == "http.response.start":
                status = int(message["status"])
                answered = MutableHeaders(scope=message)
                answered[HEADER] = request_id
                may_wait |= answered.get("content-type", "").startswith("text/event-stream")
            await send(message)

        started = time.perf_counter()
        try:
            await self._app(scope, receive, send_on)
        finally:
            self._record(scope, status, time.perf_counter() - started, may_wait=may_wait)

    def _record(self, scope: Scope, status: int, seconds: float, *, may_wait: bool) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = route_template(scope)
        self._metrics.requests.labels(method, route, status).observe(seconds)
        extra = {
            "method": method,
            "route": route,
            "status": status,
            "duration_ms": round(seconds * 1e3, 1),
        }
        _log.info("request", extra=extra)
        if seconds >= _SLOW_S and not may_wait:
            _log.warning("slow request", extra=extra)


def route_template(scope: Scope) -> str:
    """The path with its parameters' names; "other" if it leads to no endpoint.

    The route itself does not know the prefix under which it was included.
    """
    path_format = getattr(scope.get("route"), "path_format", None)
    if path_format is None:
        return "other"
    matched = path_format.format(**scope["path_params"])
    path: str = scope["path"]
    if not path.endswith(matched):
        return str(path_format)
    return path.removesuffix(matched) + str(path_format)

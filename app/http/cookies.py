"""Cookies, which every endpoint parses before anything else in a request."""

from starlette.types import ASGIApp, Receive, Scope, Send


class PlainCookies:
    """Drops cookies with backslashes. They belong to other applications: ours has none.

    Python before 3.11.10 unquotes them in quadratic time: 32 kB take 20 seconds.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request without such cookies."""
        if scope["type"] == "http" and any(map(_is_quoted, scope["headers"])):
            scope["headers"] = [
                (name, _plain(value)) if name == b"cookie" else (name, value)
                for name, value in scope["headers"]
            ]
        await self._app(scope, receive, send)


def _is_quoted(header: tuple[bytes, bytes]) -> bool:
    return header[0] == b"cookie" and b"\\" in header[1]


def _plain(cookies: bytes) -> bytes:
    return b";".join(cookie for cookie in cookies.split(b";") if b"\\" not in cookie)

"""A site's end of the webhooks: remembers what it was told."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


class WebhookReceiver:
    """An HTTP server on a free loopback port, while the context lasts."""

    def __init__(self) -> None:
        # The ids of the submissions whose verdicts it was told.
        self._told: set[str] = set()
        self._changed = threading.Condition()
        tell = self._tell

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                tell(json.loads(body)["data"]["id"])
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def missing(self, submissions: set[str], within_s: float) -> set[str]:
        """Those of which it has not been told within that time."""
        with self._changed:
            self._changed.wait_for(lambda: submissions <= self._told, within_s)
            return submissions - self._told

    def _tell(self, submission: str) -> None:
        with self._changed:
            self._told.add(submission)
            self._changed.notify_all()

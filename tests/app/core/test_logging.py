import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from app.core.logging import configure_logging


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def log_to(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[io.StringIO], io.StringIO]]:
    def log_to(stream: io.StringIO) -> io.StringIO:
        # Without those that pytest has there.
        monkeypatch.setattr(logging.root, "handlers", [])
        configure_logging(stream)
        return stream

    level = logging.root.level
    with structlog.contextvars.bound_contextvars():
        yield log_to
    logging.root.setLevel(level)
    structlog.contextvars.clear_contextvars()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


class TestJson:
    def test_a_line_has_what_is_bound_and_what_it_was_given(
        self, log_to: Callable[[io.StringIO], io.StringIO]
    ) -> None:
        stream = log_to(io.StringIO())
        structlog.contextvars.bind_contextvars(request_id="abc")
        logging.getLogger("some.library").warning("%d left", 3, extra={"route": "/x"})
        [line] = lines(stream)
        assert line.pop("timestamp").endswith("Z")
        assert line == {
            "event": "3 left",
            "level": "warning",
            "logger": "some.library",
            "request_id": "abc",
            "route": "/x",
        }

    def test_an_exception_is_on_the_same_line_without_variables(
        self, log_to: Callable[[io.StringIO], io.StringIO]
    ) -> None:
        stream = log_to(io.StringIO())
        self.fail("a secret")
        [line] = lines(stream)
        assert "RuntimeError: told" in line["exception"]
        assert "a secret" not in stream.getvalue()

    def test_lines_that_tell_nothing_are_left_out(
        self, log_to: Callable[[io.StringIO], io.StringIO]
    ) -> None:
        stream = log_to(io.StringIO())
        logging.getLogger("alembic.runtime.migration").info("Context impl SQLiteImpl.")
        logging.getLogger("httpx").info("HTTP Request: POST https://example.org/?token=secret")
        assert not stream.getvalue()

    def fail(self, secret: str) -> None:  # noqa: ARG002 - a variable that must not be shown
        try:
            raise RuntimeError("told")
        except RuntimeError:
            logging.getLogger("app").exception("failed")


class TestTerminal:
    def test_a_line_is_text_that_can_be_copied_to_its_end(
        self, log_to: Callable[[io.StringIO], io.StringIO]
    ) -> None:
        stream = log_to(Terminal())
        logging.getLogger("app").info("Try it:\n  curl http://127.0.0.1:1/")
        copied = stream.getvalue().splitlines()[-1].replace("\x1b[0m", "")
        assert copied == "  curl http://127.0.0.1:1/"

    def test_an_exception_is_shown_without_variables(
        self, log_to: Callable[[io.StringIO], io.StringIO]
    ) -> None:
        stream = log_to(Terminal())
        TestJson().fail("a secret")
        assert "RuntimeError: told" in stream.getvalue()
        assert "a secret" not in stream.getvalue()

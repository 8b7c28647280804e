"""The log: readable lines on a terminal, JSON elsewhere."""

import logging
from typing import TextIO

import structlog
from opentelemetry import trace
from structlog.typing import EventDict, Processor, WrappedLogger

# Alembic logs at every start that there is nothing to do; httpx logs every request with its URL.
_QUIET = ("alembic", "httpx")


def configure_logging(stream: TextIO) -> None:
    """Send the log lines of every logger, including libraries, to `stream`.

    A line has the fields passed as `extra`, and what `structlog.contextvars` binds: the ids of the
    request and of the submission that it is about.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.ExtraAdder(),
                structlog.stdlib.add_logger_name,
                structlog.stdlib.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                _with_trace,
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *(_readable() if stream.isatty() else _json()),
            ],
        )
    )
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _readable() -> list[Processor]:
    # The other formatters also show variables, which may hold a submission or a key.
    plain = structlog.dev.plain_traceback
    return [
        # At the end of a line it gets in the way of copying.
        lambda _, __, line: {name: line[name] for name in line if name != "logger"},
        structlog.dev.ConsoleRenderer(exception_formatter=plain, pad_event_to=0),
    ]


def _json() -> list[Processor]:
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]


def _with_trace(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """Add the id of the current trace, if there is one."""
    # Uvicorn's lines repeat themselves in colour.
    line.pop("color_message", None)
    span = trace.get_current_span().get_span_context()
    if span.is_valid:
        line["trace_id"] = trace.format_trace_id(span.trace_id)
    return line

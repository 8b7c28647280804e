"""Requests to the service, and how to parse their answers. No input or output."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import httpx
from pydantic import TypeAdapter, ValidationError

from nnx_judge_client._options import Detail
from nnx_judge_client.errors import error_of, not_the_service

# Added to the time that the service is asked to wait.
_TIMEOUT_S = 30.0

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Call(Generic[Answer]):
    """One request, and how to parse its answer.

    If `is_repeatable`, sending it twice does the same as sending it once.
    """

    method: str
    path: str
    read: Callable[[httpx.Response], Answer]
    body: Mapping[str, Any] | None = None
    content: bytes | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    wait_s: int = 0
    is_repeatable: bool = True

    @property
    def all_headers(self) -> Mapping[str, str]:
        """Its own headers, and the one that asks the service to wait."""
        waiting = {"Prefer": f"wait={self.wait_s}"} if self.wait_s else {}
        return {**self.headers, **waiting}

    @property
    def timeout_s(self) -> float:
        """How long to wait for the answer."""
        return _TIMEOUT_S + self.wait_s

    def answer(self, response: httpx.Response) -> Answer:
        """Parse the response.

        Raises:
            RefusedError: it is an error.
            UnexpectedAnswerError: it can't be parsed.
        """
        if not response.is_success:
            raise error_of(response)
        try:
            return self.read(response)
        # JSON that is none is a ValueError.
        except (ValidationError, ValueError) as error:
            raise not_the_service(response) from error


def of_type(kind: type[Answer]) -> Callable[[httpx.Response], Answer]:
    """Read an answer as JSON of this type."""
    adapter = TypeAdapter(kind)
    return lambda response: adapter.validate_json(response.content)


def text(response: httpx.Response) -> str:
    """Read an answer as text."""
    return response.text


def content(response: httpx.Response) -> bytes:
    """Read an answer as bytes."""
    return response.content


def path(*parts: str) -> str:
    """The path of these parts below the API's root; each part stays one, whatever is in it."""
    return "/api/v1/" + "/".join(quote(part, safe="") for part in parts)


def query(**wanted: object) -> dict[str, str]:
    """The parameters that are not None, as texts."""
    return {name: _as_text(value) for name, value in wanted.items() if value is not None}


def sendable(options: Mapping[str, object]) -> dict[str, Any]:
    """The options as a JSON body has them: moments as texts."""
    return {
        name: _as_text(value) if isinstance(value, datetime) else value
        for name, value in options.items()
    }


def in_detail(detail: Detail) -> dict[str, str]:
    """The parameter that asks for this detail; the whole needs none."""
    return {} if detail == "full" else {"detail": detail}


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def condition(revision: str | None) -> dict[str, str]:
    """The headers of a change that is made for this revision only; None for any."""
    return {} if revision is None else {"If-Match": f'"{revision}"'}

"""Bounded work without its processes: to start one takes longer than most tests."""

import asyncio
import pickle
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from app.core.bounded_work import BoundedWork

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


class WorkHere(BoundedWork):
    """Does it in a thread, without limits; what goes in and comes out is pickled all the same."""

    async def run(
        self,
        whose: str | None,  # noqa: ARG002
        function: Callable[_Parameters, _Result],
        *arguments: _Parameters.args,
        **keywords: _Parameters.kwargs,
    ) -> _Result:
        call = pickle.dumps((function, arguments, keywords))
        succeeded, result = pickle.loads(await asyncio.to_thread(_answer, call))
        if not succeeded:
            raise result
        value: _Result = result
        return value


def _answer(call: bytes) -> bytes:
    function, arguments, keywords = pickle.loads(call)
    try:
        answer: tuple[bool, Any] = (True, function(*arguments, **keywords))
    except Exception as error:  # noqa: BLE001 - raised again where it was called
        answer = (False, error)
    return pickle.dumps(answer)

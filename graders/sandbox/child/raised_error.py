"""Describing an exception as data. Its methods are the submission's, and may do anything."""

from typing import Any

from graders.sandbox.child.submitted_module import FILE_NAME, NotDefinedError

_MESSAGE_CHARACTERS = 2000
_SEARCHED_CHARACTERS = 100_000
# How Python's lines for a frame start, and those that show its source.
_FRAME, _BELOW_FRAME = '  File "', "    "
_OWN_FRAME = f'{_FRAME}{FILE_NAME}"'


def describe(error: BaseException) -> dict[str, Any]:
    """The stage, type, message and line, in the form that the judge takes."""
    try:
        return _describe(error)
    except BaseException:  # noqa: BLE001 - its attributes raise too
        undescribed = {"stage": "run", "type": "Exception", "message": "", "line": None}
        return {"error": undescribed}


def _describe(error: BaseException) -> dict[str, Any]:
    try:
        message = _without_others_frames(str(error))[:_MESSAGE_CHARACTERS]
    except BaseException:  # noqa: BLE001
        message = "(the exception's text could not be made)"
    stage = "run"
    line = None
    if isinstance(error, NotDefinedError):
        stage = "define"
    elif isinstance(error, SyntaxError) and error.filename == FILE_NAME:
        stage, line, message = "parse", error.lineno, str(error.msg)
    else:
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == FILE_NAME:
                line = trace.tb_lineno
            trace = trace.tb_next
    if isinstance(error, RecursionError):
        # Python's text names the operation, which differs between warm and cold caches.
        message = "maximum recursion depth exceeded"
    name = type(error).__name__
    return {"error": {"stage": stage, "type": name, "message": message, "line": line}}


def _without_others_frames(message: str) -> str:
    """The message, where a traceback keeps only the submission's frames.

    If a callback raised, XLA's message has a traceback with every frame of JAX and the judge.
    """
    kept: list[str] = []
    is_others = False
    for line in message[:_SEARCHED_CHARACTERS].splitlines(keepends=True):
        if line.startswith(_FRAME):
            is_others = not line.startswith(_OWN_FRAME)
        elif not line.startswith(_BELOW_FRAME):
            is_others = False
        if not is_others:
            kept.append(line)
    return "".join(kept)

"""Success: tracing the harness's own code shows it something secret, or stops the harness.
verdict: accepted|runtime_error
"""

import sys
import threading
from types import FrameType
from typing import Any

import jax
import jax.numpy as jnp

FIRST, SECOND = "nnx-judge-", "expected-marker"
found: list[FrameType] = []


def look(frame: FrameType, _event: str, _argument: Any) -> Any:
    for value in frame.f_locals.values():
        if isinstance(value, str | bytes):
            text = value if isinstance(value, str) else value.decode("latin-1")
            if text.partition(FIRST)[2].startswith(SECOND):
                found.append(frame)
    return look


def attack(number: float) -> jax.Array:
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        frame.f_trace = look
        frame = frame.f_back
    sys.settrace(look)
    sys.setprofile(look)
    threading.settrace(look)
    # The second call sees what the first one's tracer saw of the harness in between.
    return jnp.asarray(number * bool(found))

"""Success: a wrong output passes, as whatever could compare or send it was replaced.
verdict: wrong_answer|runtime_error|security_violation
"""

import builtins
import json
import operator
import os
import struct
import sys
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np


def attack(number: float) -> jax.Array:
    def always(*_: Any, **__: Any) -> Any:
        return True

    for module, names in (
        (np, ("allclose", "array_equal", "isclose", "isfinite", "abs")),
        (jnp, ("allclose", "array_equal", "isclose")),
        (np.testing, ("assert_allclose",)),
        (operator, ("eq", "ne")),
        (builtins, ("all", "any", "isinstance")),
    ):
        for name in names:
            setattr(module, name, always)
    for name, module in list(sys.modules.items()):
        if name.startswith("graders."):
            for attribute in ("compare", "close", "accepted"):
                setattr(module, attribute, always)
    json.dumps = lambda *_, **__: '{"verdict":"accepted"}'
    write = os.write
    os.write = lambda descriptor, data: write(descriptor, bytes(data))
    struct.pack = lambda *_: bytes(8)
    return jnp.asarray(number)

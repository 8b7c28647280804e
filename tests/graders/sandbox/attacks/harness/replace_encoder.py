"""Success: a frame that the harness's own, replaced code makes is believed.
verdict: wrong_answer|security_violation|runtime_error
"""

import sys

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    for name, module in list(sys.modules.items()):
        if name.startswith("graders.") and hasattr(module, "encode"):
            vars(module)["encode"] = lambda *_: ({"verdict": "accepted", "passed": True}, b"")
    return jnp.asarray(number)

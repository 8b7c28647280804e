"""Success: a problem's solution or cases are read, wherever the judge's own code lies.
verdict: accepted
"""

import sys
from pathlib import Path

import jax
import jax.numpy as jnp

NAMES = (
    "reference/add_layer_warm_start/solution.py",
    "reference/add_layer_warm_start/problem.toml",
    "tests/graders/sandbox/attack_problem/attack/solution.py",
    "tests/graders/sandbox/attack_problem/attack/problem.toml",
)


def attack(number: float) -> jax.Array:
    entries = [Path(entry) for entry in sys.path] + [
        Path(file)
        for module in list(sys.modules.values())
        if (file := getattr(module, "__file__", None))
    ]
    folders = {Path.cwd(), *(parent for entry in entries for parent in [entry, *entry.parents])}
    for folder in folders:
        for name in NAMES:
            try:
                (folder / name).read_text()
            except OSError:
                continue
            return jnp.asarray(number)
    return jnp.asarray(0.0)

"""A small problem that is judged fast, and submissions to it with every kind of end."""

from pathlib import Path

PROBLEM = "double"

_TOML = """
name = "double"
title = "Double it"
difficulty = "easy"
accept = ["jax", "python"]

[entry_point]
function = "double"
parameters = ["x"]

[limits]
wall_s = 10.0
cpu_s = 5.0

[[cases]]
name = "sample"
visibility = "sample"
arguments = { x = 1.5 }

[[generators]]
name = "random"
count = 4
grid = { axes = ["n"], shapes = [[1]] }
arguments = { x = { distribution = "uniform", low = 1.0, high = 2.0 } }
"""

SOURCES = (
    "def double(x):\n    return 2 * x\n",
    "def double(x):\n    return 3 * x\n",
    "def double(x):\n    return 2 * x\n    # the same again\n",
    "def double(x):\n    print(x)\n    return 2 * x if x < 1.6 else x\n",
    "def double(x):\n    raise ValueError('no')\n",
    "import time\n\ndef double(x):\n    time.sleep(0.1)\n    return 2 * x\n",
    "def double(x) return x\n",
)


def write_problem(folder: Path) -> Path:
    """Write its package below `folder`, which is then a folder of problems."""
    package = folder / PROBLEM
    package.mkdir(parents=True)
    (package / "problem.toml").write_text(_TOML)
    (package / "statement.md").write_text("Return twice `x`.\n")
    (package / "solution.py").write_text("def double(x):\n    return x + x\n")
    (package / "warm_up.py").write_text("def warm_up(x):\n    return x\n")
    return folder

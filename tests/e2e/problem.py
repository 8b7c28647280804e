"""A small problem whose cases take no time: nothing in it has to be compiled."""

from pathlib import Path

GOOD = """\
import numpy as np


def scale_rows(x, factor):
    return np.asarray(x) * np.float32(factor)
"""
FORGOT = """\
import numpy as np


def scale_rows(x, factor):
    return np.asarray(x)
"""
RAISES = """\
import numpy as np


def scale_rows(x, factor):
    print("about to fail")
    return np.asarray(x) * scale
"""
SLOW = GOOD.replace("    return", "    import time; time.sleep(0.7)\n    return")

_PROBLEM = """
name = "scale_rows"
title = "Scale the Rows"
difficulty = "easy"
tags = ["arrays", "warm-up"]
accept = ["numpy", "jax"]

[entry_point]
function = "scale_rows"
parameters = ["x", "factor"]

[[cases]]
name = "sample"
visibility = "sample"

[cases.arguments]
x = { dtype = "float32", values = [[1.0, -2.0, 0.5], [4.0, 0.25, -1.0]] }
factor = 2.0

[[generators]]
name = "random"
count = 3
grid = { axes = ["n"], shapes = [[3]] }

[generators.arguments]
x = { distribution = "normal", shape = ["n", 3] }
factor = { distribution = "uniform", low = 2.0, high = 5.0 }
"""
_STATEMENT = r"""# Scale the Rows

Return every row of `x`, scaled: $y_{ij} = f \cdot x_{ij}$.

| argument | is |
| --- | --- |
| `x` | a `float32` array |
| `factor` | a float |

```python
scale_rows(jnp.ones((2, 3)), 2.0)  # twos
```
"""
_HINT = '"""The factor is missing\n\nMultiply by factor: the rows came back as they were."""\n\n'


def write_problem(folder: Path) -> Path:
    """The folder of problems, with this one in it."""
    package = folder / "scale_rows"
    files = {
        "problem.toml": _PROBLEM,
        "statement.md": _STATEMENT,
        "solution.py": GOOD,
        "submissions/accepted/good.py": GOOD,
        "submissions/wrong_answer/forgot_factor.py": _HINT + FORGOT,
    }
    for name, text in files.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(text)
    return folder

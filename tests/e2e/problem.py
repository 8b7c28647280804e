"""A small problem whose cases take no time: nothing in it has to be compiled."""

from collections.abc import Mapping
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

# No case has a negative factor.
ABSOLUTE = GOOD.replace("np.float32(factor)", "np.float32(abs(factor))")

_PROBLEM = """
name = "NAME"
title = "TITLE"
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
_STATEMENT = r"""# TITLE

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

# `stretch_rows` is not everywhere.
_TRACK = """
[[chapters]]
title = "Rows"
about = "What one does with the rows of a matrix."
problems = [{ name = "scale_rows" }, { name = "stretch_rows", needs = ["scale_rows"] }]
"""
_TAUGHT = {
    "hints.md": "Which argument is not used?\n\n---\n\nMultiply by `factor`.\n",
    "editorial.md": "## How to think of it\n\nOne product is enough: `x * factor`.\n",
}

_SIGNS = '"""The sign of the factor is lost\n\nA negative factor turns the signs."""\n\n'


def write_problem(folder: Path) -> Path:
    """The folder of problems, with this one in it."""
    _write(folder, "scale_rows", "Scale the Rows", _TAUGHT)
    (folder / "track.toml").write_text(_TRACK)
    return folder


def write_authored(folder: Path) -> Path:
    """The same problem under another name, with mistakes that no case catches or comes to."""
    mistakes = {
        "submissions/wrong_answer/absolute_factor.py": _SIGNS + ABSOLUTE,
        "submissions/compile_error/unfinished.py": "def scale_rows(x, factor):\n",
    }
    return _write(folder, "stretch_rows", "Stretch the Rows", mistakes)


def _write(folder: Path, name: str, title: str, more: Mapping[str, str]) -> Path:
    files = {
        "problem.toml": _PROBLEM.replace("NAME", name).replace("TITLE", title),
        "statement.md": _STATEMENT.replace("TITLE", title),
        "solution.py": GOOD,
        "submissions/accepted/good.py": GOOD,
        "submissions/wrong_answer/forgot_factor.py": _HINT + FORGOT,
        **more,
    }
    for path, text in files.items():
        place = folder / name / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    return folder

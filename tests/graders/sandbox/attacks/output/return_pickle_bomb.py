"""Success: an object that runs code where it is unpickled reaches the judge.
verdict: wrong_answer|runtime_error
"""

from pathlib import Path
from typing import Any

import numpy as np


class Bomb:
    def __reduce__(self) -> Any:
        return Path.write_text, (Path("/tmp/nnx-judge-attack-unpickled"), "here")


def attack(number: float) -> np.ndarray[Any, Any]:
    return np.array([Bomb(), number], dtype=object)

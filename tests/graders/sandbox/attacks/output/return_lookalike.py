"""Success: an object that calls itself equal to everything passes.
verdict: wrong_answer|runtime_error
"""

from typing import Any

import numpy as np


class Chameleon(np.ndarray):
    __array_priority__ = 1e9

    def __eq__(self, other: object) -> Any:
        return True

    def __array_ufunc__(self, *_: object, **__: object) -> Any:
        return np.zeros(())

    def __sub__(self, other: object) -> Any:
        return np.zeros(())

    __rsub__ = __sub__
    __hash__ = None


def attack(number: float) -> np.ndarray[Any, Any]:
    return np.full((), number, np.float32).view(Chameleon)

"""Success: the judge makes an empty list for each of 2**31 rows, 30 levels deep.
verdict: wrong_answer
"""

import numpy as np


def attack(number: float) -> np.ndarray:
    return np.zeros((2,) * 30 + (2**20, 0), np.float32)

"""Success: the judge makes an empty list for each of three million rows.
verdict: wrong_answer
"""

import numpy as np


def attack(number: float) -> np.ndarray:
    return np.zeros((3_000_000, 0), np.float32)

"""Success: NaNs with payloads, infinities, signed zeros and the smallest numbers fail the judge.
verdict: wrong_answer
"""

import numpy as np


def attack(number: float) -> np.ndarray:
    bits = [0x7F800001, 0xFFC00123, 0x7F800000, 0xFF800000, 0x80000000, 1]
    return np.array(bits, np.uint32).view(np.float32)

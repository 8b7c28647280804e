"""Success: a list that calls itself a PRNG key, and has no words of one, fails in the judge.
verdict: wrong_answer
"""

import numpy as np


class FakeKey(list[np.ndarray]):
    _fields = ("",)


FakeKey.__name__ = "key<fry>"


def attack(number: float) -> FakeKey:
    return FakeKey([np.zeros((3, 1), np.uint32)])

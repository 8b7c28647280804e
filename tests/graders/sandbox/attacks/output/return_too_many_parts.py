"""Success: the judge builds an output of a million parts.
verdict: wrong_answer|memory_limit_exceeded|output_limit_exceeded|time_limit_exceeded
"""


def attack(number: float) -> list[float]:
    return [number] * 1_000_000

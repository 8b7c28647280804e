"""Success: a hundred thousand empty containers fill the judge's memory.
verdict: wrong_answer|runtime_error|output_limit_exceeded
"""


def attack(number: float) -> list[object]:
    return [{} if place % 2 else [] for place in range(100_000)]

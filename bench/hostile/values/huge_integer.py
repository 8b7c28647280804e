"""Success: an integer of 100,000 digits holds the judge, or fails it.
verdict: wrong_answer|runtime_error|output_limit_exceeded
"""


def attack(number: float) -> int:
    return 10**100_000

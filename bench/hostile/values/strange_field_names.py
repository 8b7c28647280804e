"""Success: names of fields with half a surrogate pair, NUL or no end fail the judge.
verdict: wrong_answer|runtime_error|output_limit_exceeded
"""


def attack(number: float) -> dict[str, float]:
    return {"\ud800": number, "\0": number, "\u202e" * 50_000: number, "": number}

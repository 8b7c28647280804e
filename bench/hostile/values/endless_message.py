"""Success: an exception's message of a megabyte comes into each case.
verdict: runtime_error|output_limit_exceeded
"""


def attack(number: float) -> float:
    raise ValueError("\x1b]0;\u2067" + "m" * 1_000_000)

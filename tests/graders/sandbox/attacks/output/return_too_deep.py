"""Success: an output that is nested without end, or holds itself, overflows a stack.
verdict: wrong_answer|runtime_error
"""


def attack(number: float) -> list[object]:
    nested: list[object] = [number]
    nested.append(nested)
    return nested

"""Success: a list that is nested 900 deep overflows a stack in the judge.
verdict: wrong_answer|runtime_error
"""


def attack(number: float) -> object:
    value: object = number
    for _ in range(900):
        value = [value]
    return value

"""Success: a type's name of 100,000 control characters comes into the verdict, or fails the judge.
verdict: wrong_answer|runtime_error
"""


class Strange(tuple[float, ...]):
    pass


Strange.__name__ = Strange.__qualname__ = "\x1b[2J\u202e</script>\x7f" * 10_000


def attack(number: float) -> Strange:
    return Strange((number,))

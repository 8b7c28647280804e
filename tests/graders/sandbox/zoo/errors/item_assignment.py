"""Writing to an array that can't be written to."""


def program(x):
    x[0] = 1.0
    return x

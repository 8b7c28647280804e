"""A donated buffer, used afterwards."""

import jax


def program(x):
    state = x + 1
    result = jax.jit(lambda v: v * 2, donate_argnums=0)(state)
    used = []
    for use in (lambda: state + 1, lambda: jax.jit(lambda v: v - 1)(state)):
        try:
            used.append(use())
        except (RuntimeError, ValueError):
            # Which of them, and with which text, depends in jax 0.10 on what ran before.
            print("it is gone")
    return result, used

"""Ordered prints: several in one program, in loops, and over programs."""

import jax


@jax.jit
def f(v, name):
    jax.debug.print("begin {}", name, ordered=True)

    def step(carry, row):
        jax.debug.print("{} + {}", carry, row.sum(), ordered=True)
        return carry + row.sum(), row * 2

    total, rows = jax.lax.scan(step, 0.0, v)
    jax.debug.print("end {}: {}", name, total, ordered=True)
    return total, rows


def program(x):
    results = [f(x, 1), f(x * 2, 2)]
    jax.debug.print("outside", ordered=True)
    jax.effects_barrier()
    return results

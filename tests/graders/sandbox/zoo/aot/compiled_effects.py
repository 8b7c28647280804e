"""Programs with ordered effects, compiled ahead of time."""

import jax


def f(v):
    jax.debug.print("sum {}", v.sum(), ordered=True)
    jax.debug.print("any {}", v.max())
    return v * 2


def program(x):
    compiled = jax.jit(f).lower(x).compile()
    results = compiled(x), compiled(x + 1)
    jax.effects_barrier()
    return results

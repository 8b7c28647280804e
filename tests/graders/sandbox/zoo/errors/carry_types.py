"""A loop whose carry changes its type."""

import jax


def program(x):
    try:
        jax.lax.scan(lambda c, row: (c + row.sum(), None), 0, x)
    except TypeError as error:
        print(error)
    return jax.lax.while_loop(lambda v: v.sum() < 3, lambda v: v[0], x)

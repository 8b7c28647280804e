"""Arrays as Python's numbers, texts and lists; iterated, compared, hashed."""

import jax.numpy as jnp


def program(x):
    y = jnp.cumsum(x, axis=1)
    try:
        hash(y)
    except TypeError as error:
        print(error)
    print(y, repr(y[0]), f"{y[0, 0]:.3f}", y.dtype)
    return [
        y.tolist(),
        float(y[0, 0]),
        int(y[1, 2]),
        bool(y[0, 0] > 0),
        y.item(3),
        len(y),
        [row.sum() for row in y],
        y[0, 0].item(),
        complex(y[0, 1]),
        [1, 2, 3][jnp.array(1)],
        y.tobytes() == bytes(memoryview(y)),
        (y == y).all(),
    ]

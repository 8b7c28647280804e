"""Arrays as NumPy sees them: views, copies, flags, buffers."""

import jax
import jax.numpy as jnp
import numpy as np


def program(x):
    y = jax.jit(lambda v: v * 2)(x)
    view = np.asarray(y)
    copy = np.array(y)
    copy[0] = 7
    memory = memoryview(y)
    try:
        view[0] = 1
    except ValueError as error:
        print(error)
    return [
        view,
        copy,
        y,
        view.flags.writeable,
        np.shares_memory(view, np.asarray(y)),
        memory.shape,
        memory.format,
        memory.readonly,
        np.frombuffer(memory, np.float32)[:3],
        view.strides,
        jnp.asarray(view.T),
    ]

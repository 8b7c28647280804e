"""A missing key in a tree of parameters."""

import jax


def program(x):
    return jax.jit(lambda params: params["w"] @ params["bias"])({"w": x, "b": x})

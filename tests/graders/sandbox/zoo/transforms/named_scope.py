"""Names for parts of a computation, seen in what is lowered."""

import jax
import jax.numpy as jnp


@jax.named_call
def inner(v):
    return jnp.tanh(v)


@jax.jit
def f(v):
    with jax.named_scope("first part"):
        v = jnp.sin(v)
    return inner(v)


def program(x):
    text = f.lower(x).as_text(debug_info=True)
    return f(x), "first part" in text, "inner" in text

"""Activations and other functions of `jax.nn`."""

import jax
import jax.numpy as jnp
from jax import nn


@jax.jit
def f(x):
    functions = (
        *(nn.relu, nn.gelu, nn.silu, nn.elu, nn.selu, nn.softplus, nn.sigmoid, nn.mish),
        *(nn.leaky_relu, nn.hard_tanh, nn.soft_sign, nn.log_sigmoid, nn.celu, nn.squareplus),
    )
    return [function(x) for function in functions] + [nn.glu(x), nn.standardize(x)]


@jax.jit
def several(x):
    labels = nn.one_hot(jnp.array([0, 3, 9]), 4)
    query = jnp.stack([x, x[::-1]])[None]
    return [
        f(x),
        labels,
        nn.log_softmax(x, axis=0),
        nn.softmax(x, where=x > 0),
        nn.dot_product_attention(query, query, query, is_causal=True),
        nn.initializers.glorot_uniform()(jax.random.key(0), (3, 2)),
    ]


def program(x):
    return several(x), x + 1

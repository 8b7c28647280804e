import jax.numpy as jnp


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    # just want to see the tests first
    return jnp.zeros(int(features))

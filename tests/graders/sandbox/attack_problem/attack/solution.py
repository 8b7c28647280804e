import jax
import jax.numpy as jnp

SECRET = "nnx-judge-expected-marker"


def attack(number: float) -> jax.Array:
    return jnp.asarray(0 * number)

import jax
import jax.numpy as jnp


def warm_up(number: float) -> jax.Array:
    return jnp.asarray(0 * number)

"""Arrays of typed keys: indexed, reshaped, mapped over, returned."""

import jax
import jax.numpy as jnp


def program(x):
    keys = jax.random.split(jax.random.key(3), (2, 3))
    rolled = jnp.roll(keys, 1, axis=0)
    chosen = jnp.where(jnp.array([True, False, True]), keys[0], keys[1])
    drawn = jax.vmap(jax.vmap(lambda key: jax.random.uniform(key, (2,))))(keys)
    scanned = jax.lax.scan(lambda key, _: tuple(jax.random.split(key)), keys[0, 0], None, length=3)
    folded = jax.jit(lambda k: jax.random.fold_in(k, 7))(keys[1, 2])
    return keys, rolled, chosen, drawn, scanned, folded, str(keys.dtype), keys[0, 0] == keys[0, 1]

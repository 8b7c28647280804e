"""Arrays joined, split, padded, turned and repeated."""

import jax
import jax.numpy as jnp


@jax.jit
def several(x):
    return [
        jnp.concatenate([x, x[:1]]),
        jnp.stack([x, x], axis=-1).shape,
        jnp.split(x, 2, axis=1),
        jnp.pad(x, ((1, 0), (0, 2)), mode="reflect"),
        jnp.repeat(x, 2, axis=0),
        jnp.tile(x, (1, 2)),
        jnp.rot90(x),
        jnp.moveaxis(x[None], 0, -1),
        jnp.triu(x) + jnp.tri(3, 4),
        jnp.meshgrid(x[0], x[:, 0]),
        jnp.block([[x, x], [x, x]]).shape,
        jax.lax.broadcasted_iota(jnp.int32, (2, 3), 1),
        jax.lax.pad(x, 0.0, ((0, 0, 1), (-1, 0, 0))),
        x.reshape(2, -1).T.ravel(order="F"),
        jnp.zeros((0, 3)).sum(axis=0),
    ]


def program(x):
    return several(x), x + 1

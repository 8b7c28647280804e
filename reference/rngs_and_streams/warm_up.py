"""What most submissions use, at every shape of the cases."""

import jax
import jax.numpy as jnp


def warm_up(rngs, x, outputs, noise, rate):
    table = jax.random.normal(rngs.params(), (x.shape[-1], outputs))
    numbers = jax.random.normal(rngs.noise(), x.shape)
    coins = jax.random.bernoulli(rngs.dropout(), 1 - rate, x.shape)
    results = [numbers + noise * x, x + noise * x, x / (1 - rate), x @ table, x + numbers]
    results += [jnp.where(coins, numbers, 0), jnp.where(coins, numbers, 0.0), numbers * coins]
    results += [jnp.where(coins, 0.0, numbers), jax.random.uniform(rngs.noise(), x.shape)]
    return [*results, jax.random.split(rngs.noise()), jax.random.fold_in(rngs.noise(), 1)]

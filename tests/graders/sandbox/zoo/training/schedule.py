"""AdamW with a schedule, clipped gradients and weights that are left alone."""

import jax
import jax.numpy as jnp
import optax


def program(x):
    schedule = optax.warmup_cosine_decay_schedule(0.0, 0.1, 2, 6)
    mask = {"w": True, "b": False}
    optimizer = optax.chain(
        optax.clip_by_global_norm(0.5), optax.adamw(schedule, weight_decay=0.1, mask=mask)
    )
    params = {"w": x * 0.5, "b": x[0]}
    state = optimizer.init(params)

    @jax.jit
    def step(params, state):
        gradient = jax.grad(lambda p: jnp.sum(jnp.cos(p["w"] + p["b"])))(params)
        updates, state = optimizer.update(gradient, state, params)
        return optax.apply_updates(params, updates), state

    for _ in range(3):
        params, state = step(params, state)
    return params, [schedule(i) for i in range(3)]

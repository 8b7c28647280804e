"""Updates of several optimisers, one step each."""

import jax
import optax


def program(x):
    optimizers = {
        "momentum": optax.sgd(0.1, momentum=0.9, nesterov=True),
        "rmsprop": optax.rmsprop(0.01),
        "lion": optax.lion(0.01),
    }
    results = {}
    for name, optimizer in optimizers.items():

        @jax.jit
        def step(v, optimizer=optimizer):
            updates, _ = optimizer.update(v * 2, optimizer.init(v), v)
            return optax.apply_updates(v, updates)

        results[name] = step(x)
    return results

"""A counter on the host, called in loops with a traced number of steps."""

import jax
from jax.experimental import io_callback

seen = []


def remember(i, v):
    seen.append((int(i), round(float(v), 4)))


@jax.jit
def run(v, steps):
    def body(state):
        i, v = state
        io_callback(remember, None, i, v.sum(), ordered=True)
        return i + 1, v * 0.5

    return jax.lax.while_loop(lambda state: state[0] < steps, body, (0, v))


def program(x):
    results = run(x, 3), run(x, 1)
    jax.effects_barrier()
    return results, [list(entry) for entry in seen]

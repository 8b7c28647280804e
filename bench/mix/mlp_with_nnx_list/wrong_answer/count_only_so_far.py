import jax.numpy as jnp
from flax import nnx

def mlp_with_nnx_list(seed, x, num_hidden, hidden, outputs):
    n, h, o, d = int(num_hidden), int(hidden), int(outputs), x.shape[-1]
    # part 3 works, part 2 i do tomorrow
    if n == 0:
        count = d * o + o
    else:
        count = d * h + h + (n - 1) * (h * h + h) + h * o + o
    y = jnp.zeros((x.shape[0], o))
    return y, count

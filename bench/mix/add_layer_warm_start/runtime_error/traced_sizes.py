import jax
from flax import nnx


@jax.jit
def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    # jit makes it fast
    n = int(num_old_layers)
    rngs = nnx.Rngs(int(seed))
    small = [nnx.Linear(x.shape[-1] if i == 0 else int(features), int(features), rngs=rngs) for i in range(n)]
    for layer in small:
        x = layer(x)
    return x

"""One constant for the seed, used twice."""

from flax import nnx


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    SEED = int(seed)
    n, m, f = int(num_old_layers), int(num_extra_layers), int(features)
    rngs_small, rngs_big = nnx.Rngs(SEED), nnx.Rngs(SEED)
    small = [nnx.Linear(x.shape[-1] if k == 0 else f, f, rngs=rngs_small) for k in range(n)]
    big = [nnx.Linear(x.shape[-1] if k == 0 else f, f, rngs=rngs_big) for k in range(n + m)]
    for a, b in zip(small, big):
        nnx.update(b, nnx.state(a))
    for b in big:
        x = b(x)
    return x

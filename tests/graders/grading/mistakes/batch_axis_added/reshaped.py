"""Makes a batch of one out of the vector, and returns the batch."""

from flax import nnx


class Body(nnx.Module):
    def __init__(self, sizes, rngs):
        self.limbs = nnx.List([nnx.Linear(p, q, rngs=rngs) for p, q in zip(sizes, sizes[1:])])

    def __call__(self, x):
        for limb in self.limbs:
            x = limb(x)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    n, e, f = int(num_old_layers), int(num_extra_layers), int(features)
    batch = x.reshape(1, -1)
    small = Body([batch.shape[1]] + n * [f], nnx.Rngs(int(seed)))
    big = Body([batch.shape[1]] + (n + e) * [f], nnx.Rngs(int(seed) + 1000))
    for i in range(n):
        big.limbs[i].kernel[...] = small.limbs[i].kernel[...]
        big.limbs[i].bias[...] = small.limbs[i].bias[...]
    return big(batch)

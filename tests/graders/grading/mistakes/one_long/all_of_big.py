"""The loop runs over the layers of the big model, indexing the small one's."""

from flax import nnx


class Chain(nnx.Module):
    def __init__(self, first, width, length, *, rngs):
        self.links = nnx.List(
            [nnx.Linear(width if i > 0 else first, width, rngs=rngs) for i in range(length)]
        )

    def __call__(self, v):
        for link in self.links:
            v = link(v)
        return v


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    before = int(num_old_layers)
    after = before + int(num_extra_layers)
    small = Chain(x.shape[-1], int(features), before, rngs=nnx.Rngs(int(seed)))
    big = Chain(x.shape[-1], int(features), after, rngs=nnx.Rngs(int(seed) + 1000))
    for i, link in enumerate(big.links):
        link.kernel[...] = small.links[i].kernel[...]
        link.bias[...] = small.links[i].bias[...]
    return big(x)

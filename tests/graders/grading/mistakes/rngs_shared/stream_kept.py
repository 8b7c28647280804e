"""Keeps one source of keys for the whole function, and never makes a second one."""

from flax import nnx


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    old, new, width = (int(n) for n in (num_old_layers, num_extra_layers, features))
    stream = nnx.Rngs(params=int(seed))

    def stack(depth):
        sizes = [x.shape[0]] + depth * [width]
        return [nnx.Linear(a, b, rngs=stream) for a, b in zip(sizes, sizes[1:])]

    small, big = stack(old), stack(old + new)
    for source, target in zip(small, big):
        nnx.update(target, nnx.state(source))
    return nnx.Sequential(*big)(x)

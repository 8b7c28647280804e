import jax
import jax.numpy as jnp
from flax import nnx


class Block(nnx.Module):
    def __init__(self, f, rngs):
        self.lin = nnx.Linear(f, f, rngs=rngs)


class ResNet(nnx.Module):
    def __init__(self, n_in, n, f, rngs):
        self.embed = nnx.Linear(n_in, f, rngs=rngs)
        ls = []
        for i in range(n):
            ls.append(nnx.Linear(f, f, rngs=rngs))
        self.layers = nnx.List(ls)

    def __call__(self, x):
        h = self.embed(x)
        for l in self.layers:
            h += jnp.maximum(l(h), 0)
        return h


def zero_layer_by_surgery(seed, x, num_layers, features, index):
    net = ResNet(x.shape[-1], int(num_layers), int(features), nnx.Rngs(int(seed)))
    fwd = nnx.jit(lambda m, v: m(v))
    y0 = fwd(net, x)
    idx = int(index)

    def mask(path, leaf):
        hit = path[0] == "layers" and path[1] == idx
        return leaf * (0.0 if hit else 1.0)

    st = nnx.state(net)
    flat = {p: v for p, v in nnx.to_flat_state(st)}
    for p, v in flat.items():
        v[...] = mask(p, v[...])
    nnx.update(net, st)
    y1 = fwd(net, x)
    return y0, y1, nnx.state(net)

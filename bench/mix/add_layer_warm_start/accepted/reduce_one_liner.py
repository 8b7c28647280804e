from functools import reduce
from flax import nnx

mk = lambda n, i, f, s: (lambda r: [nnx.Linear(i if k == 0 else f, f, rngs=r) for k in range(n)])(nnx.Rngs(s))

def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    s, o, e, f = map(int, (seed, num_old_layers, num_extra_layers, features))
    return reduce(lambda h, l: l(h), mk(o, x.shape[-1], f, s) + mk(o + e, x.shape[-1], f, s + 1000)[o:], x)

from flax import nnx


def make(n, d, f, seed):
    r = nnx.Rngs(seed)
    return [nnx.Linear(d if i == 0 else f, f, rngs=r) for i in range(n)]


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    seed, num_old_layers, num_extra_layers, features = [
        int(v) for v in (seed, num_old_layers, num_extra_layers, features)
    ]
    small = make(num_old_layers, x.shape[-1], features, seed)
    big = make(num_old_layers + num_extra_layers, x.shape[-1], features, seed + 1000)
    for i in range(len(big)):
        big[i].kernel[...] = small[i].kernel[...]
        big[i].bias[...] = small[i].bias[...]
    for layer in big:
        x = layer(x)
    return x

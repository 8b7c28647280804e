import jax
import jax.numpy as jnp
from flax import nnx


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    o, e, f = int(num_old_layers), int(num_extra_layers), int(features)
    rs, rb = nnx.Rngs(int(seed)), nnx.Rngs(int(seed) + 1000)
    small = [nnx.Linear(x.shape[-1] if i == 0 else f, f, rngs=rs) for i in range(o)]
    big = [nnx.Linear(x.shape[-1] if i == 0 else f, f, rngs=rb) for i in range(o + e)]
    for i in range(o):
        big[i].kernel[...] = small[i].kernel[...]
        big[i].bias[...] = small[i].bias[...]
    kernels = jnp.stack([l.kernel[...] for l in big[1:]])
    biases = jnp.stack([l.bias[...] for l in big[1:]])

    def step(carry, p):
        k, b = p
        return jnp.tanh(carry @ k + b), None

    h, _ = jax.lax.scan(step, big[0](x), (kernels, biases))
    return h

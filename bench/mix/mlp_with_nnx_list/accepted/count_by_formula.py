import jax
import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, dims, rngs):
        self.fc = nnx.List([nnx.Linear(i, o, rngs=rngs) for i, o in zip(dims, dims[1:])])

    def __call__(self, x):
        last = len(self.fc) - 1
        for i, fc in enumerate(self.fc):
            x = fc(x)
            if i != last:
                x = jnp.where(x > 0, x, 0.0)
        return x


@nnx.jit
def apply(net, x):
    return net(x)


def mlp_with_nnx_list(seed, x, num_hidden, hidden, outputs):
    dims = [x.shape[-1]] + int(num_hidden) * [int(hidden)] + [int(outputs)]
    net = Net(dims, nnx.Rngs(int(seed)))
    # in*out for the kernel + out for the bias
    n = sum(a * b + b for a, b in zip(dims[:-1], dims[1:]))
    print(dims, n)
    return apply(net, x), n

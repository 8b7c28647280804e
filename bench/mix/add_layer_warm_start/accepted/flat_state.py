from flax import nnx
import jax


class MLP(nnx.Module):
    def __init__(self, in_features, features, num_layers, *, rngs: nnx.Rngs):
        self.layers = nnx.List([])
        for i in range(num_layers):
            self.layers.append(
                nnx.Linear(in_features if i == 0 else features, features, rngs=rngs)
            )

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    old = int(num_old_layers)
    small = MLP(x.shape[-1], int(features), old, rngs=nnx.Rngs(int(seed)))
    big = MLP(
        x.shape[-1], int(features), old + int(num_extra_layers), rngs=nnx.Rngs(int(seed) + 1000)
    )
    small_params = dict(nnx.to_flat_state(nnx.state(small)))
    big_params = dict(nnx.to_flat_state(nnx.state(big)))
    for path in small_params:
        big_params[path] = small_params[path]
    nnx.update(big, nnx.from_flat_state(big_params))
    return big(x)

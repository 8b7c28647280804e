"""Low-rank additions, alone and to a layer, trained without the rest."""

from flax import nnx


def program(x):
    rngs = nnx.Rngs(10)
    layer = nnx.LoRALinear(4, 3, lora_rank=2, rngs=rngs)
    gradient = nnx.grad(lambda m: (m(x) ** 2).sum(), argnums=nnx.DiffState(0, nnx.LoRAParam))(layer)
    return nnx.LoRA(4, 2, 3, rngs=rngs)(x), layer(x), gradient

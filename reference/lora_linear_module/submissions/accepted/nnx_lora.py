"""Derives from nnx.LoRA."""

from flax import nnx

from given import Frozen

init = nnx.initializers.lecun_normal()


class LoRALinear(nnx.LoRA):
    def __init__(self, inputs, outputs, rank, alpha, rngs):
        kernel = Frozen(init(rngs.params(), (inputs, outputs)))
        super().__init__(
            inputs, rank, outputs, a_initializer=init, lora_param_type=nnx.Param, rngs=rngs
        )
        self.kernel = kernel
        self.scale = alpha / rank

    def __call__(self, x):
        return x @ self.kernel[...] + self.scale * super().__call__(x)

    def merged(self):
        return self.kernel[...] + self.scale * self.lora_a[...] @ self.lora_b[...]

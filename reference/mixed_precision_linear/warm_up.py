"""What the driver and most submissions use, at every shape of the cases."""

import jax
import jax.numpy as jnp
from flax import nnx


def warm_up(inputs, outputs, rngs, x, kernel_change, bias_change):
    layer = nnx.Linear(inputs, outputs, rngs=rngs)
    init = nnx.initializers.lecun_normal()
    matrix = init(rngs.params(), (inputs, outputs)) + kernel_change
    bias = jnp.zeros(outputs) + bias_change
    results = [layer(x), matrix, bias]
    for dtype in (jnp.bfloat16, jnp.float16, jnp.float32):
        one, two, three = x.astype(dtype), matrix.astype(dtype), bias.astype(dtype)
        y = one @ two
        results += [y, y + three, (y + three).astype(jnp.float32), y.astype(jnp.float32) + bias]
        results += [one.astype(jnp.float32), two.astype(jnp.float32), three.astype(jnp.float32)]
        wide = jnp.dot(one, two, preferred_element_type=jnp.float32)
        for sums in (wide, wide + bias, wide - three.astype(jnp.float32)):
            results += [sums, sums.astype(dtype), sums.astype(dtype).astype(jnp.float32)]
        results += [nnx.Linear(inputs, outputs, dtype=dtype, rngs=rngs)(x)]
    results += [x @ two, one @ matrix, jax.lax.reduce_precision(matrix, 8, 7)]
    return [*results, jax.lax.reduce_precision(x, 8, 7), x.astype(jnp.float32) @ matrix + bias]

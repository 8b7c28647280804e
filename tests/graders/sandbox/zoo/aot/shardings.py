"""Where a compiled program takes and leaves its arrays, and what it lets be donated."""

import jax


def program(x):
    device = jax.devices()[0]
    sharding = jax.sharding.SingleDeviceSharding(device)
    jitted = jax.jit(lambda v, w: v * w, in_shardings=sharding, out_shardings=sharding)
    compiled = jitted.lower(x, x).compile()
    donating = jax.jit(lambda v: v + 1, donate_argnums=0).lower(x).compile()
    spare = x * 1
    result = donating(spare)
    return [
        compiled(x, x),
        str(compiled.input_shardings),
        str(compiled.output_shardings),
        result,
        spare.is_deleted(),
        result.sharding == sharding,
    ]

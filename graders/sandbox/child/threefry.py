"""How random bits are lowered: to straight code, written at once instead of traced each time.

JAX's own lowering for CPUs has loops, for which a fork would need a second thread. Its other one
has none, and gives the same bits; but it traces a hundred operations anew for each program, which
takes longer than all else that a small program needs before it can be loaded.
"""

from typing import Any, TypeAlias

import jax
import numpy as np
from jax._src.interpreters import mlir
from jax._src.lib.mlir import ir  # type: ignore[attr-defined]
from jax._src.lib.mlir.dialects import hlo  # type: ignore[attr-defined]
from jax._src.random import threefry2x32

Value: TypeAlias = Any  # of a program in MLIR; its type differs between releases of jaxlib

# Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", 2011.
_PARITY = 0x1BD11BDA
_ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
_GROUPS = 5
_WORD_BITS = 32


def lower_to_straight_code() -> None:
    """Have all random bits lowered so, on CPUs."""
    mlir.register_lowering(threefry2x32.threefry2x32_p, _lower, platform="cpu")


def _lower(context: mlir.LoweringRuleContext, *arguments: Value) -> Any:
    if not _is_plain(context):
        return threefry2x32._threefry2x32_lowering_rule(context, *arguments)
    key1, key2, x1, x2 = arguments
    keys = [key1, key2, hlo.xor(hlo.xor(key1, key2), _word(_PARITY))]

    def spread(word: Value) -> Value:
        return word if word.type == x1.type else hlo.broadcast_in_dim(x1.type, word, no_dimensions)

    no_dimensions = ir.DenseI64ArrayAttr.get([])
    left, right = hlo.add(x1, spread(key1)), hlo.add(x2, spread(key2))
    for group in range(_GROUPS):
        for rotation in _ROTATIONS[group % 2]:
            left = hlo.add(left, right)
            high = hlo.shift_left(right, spread(_word(rotation)))
            low = hlo.shift_right_logical(right, spread(_word(_WORD_BITS - rotation)))
            right = hlo.xor(left, hlo.or_(high, low))
        left = hlo.add(left, spread(keys[(group + 1) % 3]))
        right = hlo.add(right, spread(keys[(group + 2) % 3]))
        right = hlo.add(right, spread(_word(group + 1)))
    return left, right


def _is_plain(context: mlir.LoweringRuleContext) -> bool:
    """Whether it is for one key and counters of one shape, with nothing special about them."""
    kinds: list[Any] = list(context.avals_in)
    word = np.dtype(np.uint32)
    key = jax.core.ShapedArray((), word)
    counter = jax.core.ShapedArray(kinds[2].shape, word)
    return kinds == [key, key, counter, counter]


def _word(value: int) -> Value:
    return mlir.ir_constant(np.uint32(value))

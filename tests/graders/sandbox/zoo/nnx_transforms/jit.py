"""`nnx.jit` that changes a model's state, traced once."""

from flax import nnx

traced = []


@nnx.jit
def forward(model, v):
    traced.append(len(traced))
    return model(v)


def program(x):
    rngs = nnx.Rngs(0)
    model = nnx.Sequential(nnx.Linear(4, 3, rngs=rngs), nnx.BatchNorm(3, rngs=rngs))
    results = [forward(model, x), forward(model, x * 2)]
    return results, nnx.state(model, nnx.BatchStat), len(traced)

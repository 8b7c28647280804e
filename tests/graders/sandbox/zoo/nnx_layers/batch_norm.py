"""Running averages while training, used in evaluation."""

from flax import nnx


class Model(nnx.Module):
    def __init__(self, rngs):
        self.norm = nnx.BatchNorm(4, momentum=0.8, rngs=rngs)

    def __call__(self, v):
        return self.norm(v)


def program(x):
    model = Model(nnx.Rngs(0))
    model.train()
    trained = [model(x * scale) for scale in (1.0, 2.0)]
    model.eval()
    return trained, model(x), nnx.state(model, nnx.BatchStat)

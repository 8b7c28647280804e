"""`nnx.grad` and `nnx.value_and_grad`, by kind of variable and by path."""

from flax import nnx


def program(x):
    model = nnx.Sequential(nnx.Linear(4, 3, rngs=nnx.Rngs(0)), nnx.tanh)

    def loss(model, v):
        y = model(v)
        return (y**2).mean(), y

    kernels = nnx.DiffState(0, nnx.All(nnx.Param, nnx.PathContains("kernel")))
    value, gradient = nnx.value_and_grad(loss, has_aux=True)(model, x)
    compiled = nnx.jit(nnx.grad(loss, argnums=kernels, has_aux=True))(model, x)
    return value, gradient, compiled, nnx.grad(lambda m, v: loss(m, v)[0], argnums=1)(model, x)

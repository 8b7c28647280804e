"""What the driver and most submissions use, at every shape of the cases."""

import jax
import jax.numpy as jnp
import optax
from flax import nnx


class Parts(nnx.Module):
    """An embedding and a layer of the right shapes, and a matrix for the output."""

    def __init__(self, vocabulary, features, rngs):
        self.table = nnx.Embed(vocabulary, features, rngs=rngs)
        self.layer = nnx.Linear(features, features, rngs=rngs)
        self.matrix = nnx.Param(jnp.copy(self.table.embedding[...].T))

    def __call__(self, tokens):
        x = self.layer(2.0 * self.table(tokens))
        return nnx.tanh(x) @ self.matrix[...] + self.table.attend(x)


def warm_up(vocabulary, features, rngs, tokens, following):
    model = Parts(vocabulary, features, rngs)

    def loss_fn(model):
        return optax.softmax_cross_entropy_with_integer_labels(model(tokens), following).mean()

    gradients = nnx.grad(loss_fn)(model)
    optimizer = nnx.Optimizer(model, optax.sgd(0.5), wrt=nnx.Param)
    optimizer.update(model, gradients)
    rows, table = model.table(tokens), model.table.embedding[...]
    results = [rows * jnp.sqrt(features), rows / 2, 2 * rows, jnp.sqrt(features), jnp.tanh(rows)]
    logits = model(tokens)
    results += [jax.nn.one_hot(tokens, vocabulary) @ table, table[tokens], logits / 2, 2 * logits]
    results += [jnp.einsum("blf,vf->blv", rows, table), rows @ model.layer.kernel[...]]
    return [*results, nnx.relu(rows), nnx.softmax(logits), nnx.log_softmax(logits)]

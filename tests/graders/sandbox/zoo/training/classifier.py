"""A small classifier trained with dropout and batch statistics, then evaluated."""

import jax.numpy as jnp
import optax
from flax import nnx


class Classifier(nnx.Module):
    def __init__(self, rngs):
        self.first = nnx.Linear(4, 8, rngs=rngs)
        self.norm = nnx.BatchNorm(8, rngs=rngs)
        self.dropout = nnx.Dropout(0.2, rngs=rngs)
        self.last = nnx.Linear(8, 3, rngs=rngs)

    def __call__(self, v):
        return self.last(self.dropout(nnx.relu(self.norm(self.first(v)))))


@nnx.jit
def step(model, optimizer, v, labels):
    def loss(model):
        logits = model(v)
        return optax.softmax_cross_entropy_with_integer_labels(logits, labels).mean(), logits

    (value, logits), gradient = nnx.value_and_grad(loss, has_aux=True)(model)
    optimizer.update(model, gradient)
    return value, logits.argmax(axis=1)


def program(x):
    model = Classifier(nnx.Rngs(0, dropout=1))
    optimizer = nnx.Optimizer(model, optax.sgd(0.1), wrt=nnx.Param)
    labels = jnp.array([0, 2, 1])
    trained = []
    for epoch in range(3):
        value, predicted = step(model, optimizer, x, labels)
        print(f"epoch {epoch}: loss {value:.4f}")
        trained.append(predicted)
    model.eval()
    return trained, model(x)

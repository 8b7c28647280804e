"""Give a new model the encoder of another one: its parameters and its batch statistics."""

import jax
from flax import nnx


class Encoder(nnx.Module):
    """A linear layer, batch normalisation and a ReLU."""

    def __init__(self, in_features: int, features: int, rngs: nnx.Rngs) -> None:
        self.linear = nnx.Linear(in_features, features, rngs=rngs)
        self.norm = nnx.BatchNorm(features, momentum=0.9, rngs=rngs)

    def __call__(self, x: jax.Array) -> jax.Array:
        """The features, of shape `(batch, features)`."""
        return nnx.relu(self.norm(self.linear(x)))


class Classifier(nnx.Module):
    """An encoder and a linear head."""

    def __init__(self, in_features: int, features: int, outputs: int, rngs: nnx.Rngs) -> None:
        self.encoder = Encoder(in_features, features, rngs)
        self.head = nnx.Linear(features, outputs, rngs=rngs)

    def __call__(self, x: jax.Array) -> jax.Array:
        """The logits, of shape `(batch, outputs)`."""
        return self.head(self.encoder(x))


def copy_subtree_between_models(
    seed: float, x: jax.Array, features: float, donor_outputs: float, outputs: float
) -> tuple[jax.Array, nnx.State]:
    """The receiver's output in evaluation, of shape `(batch, outputs)`, and its state."""
    inputs, width = x.shape[-1], int(features)
    donor = Classifier(inputs, width, int(donor_outputs), nnx.Rngs(int(seed)))
    receiver = Classifier(inputs, width, int(outputs), nnx.Rngs(int(seed) + 1000))
    donor(x)
    _, encoder = nnx.split(donor.encoder)
    nnx.update(receiver.encoder, encoder)
    receiver.eval()
    return receiver(x), nnx.state(receiver)

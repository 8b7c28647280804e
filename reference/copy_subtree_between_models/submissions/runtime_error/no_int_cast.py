"""A float stands where an integer is needed

The numbers arrive as floats, and nnx.Rngs, nnx.Linear and nnx.BatchNorm take integers. Convert them with int() first."""

from flax import nnx


class Encoder(nnx.Module):
    def __init__(self, d_in, features, rngs):
        self.linear = nnx.Linear(d_in, features, rngs=rngs)
        self.norm = nnx.BatchNorm(features, momentum=0.9, rngs=rngs)

    def __call__(self, x):
        return nnx.relu(self.norm(self.linear(x)))


class Classifier(nnx.Module):
    def __init__(self, d_in, features, d_out, rngs):
        self.encoder = Encoder(d_in, features, rngs)
        self.head = nnx.Linear(features, d_out, rngs=rngs)

    def __call__(self, x):
        return self.head(self.encoder(x))


def copy_subtree_between_models(seed, x, features, donor_outputs, outputs):
    seed = seed
    features = features
    donor = Classifier(x.shape[-1], features, donor_outputs, nnx.Rngs(seed))
    receiver = Classifier(x.shape[-1], features, outputs, nnx.Rngs(seed + 1000))
    donor(x)
    nnx.update(receiver.encoder, nnx.state(donor.encoder))
    receiver.eval()
    return receiver(x), nnx.state(receiver)

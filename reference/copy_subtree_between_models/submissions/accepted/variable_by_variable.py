"""Copies each Variable with `[...]`, and passes use_running_average."""

from flax import nnx


class Encoder(nnx.Module):
    def __init__(self, d_in, features, rngs):
        self.linear = nnx.Linear(d_in, features, rngs=rngs)
        self.norm = nnx.BatchNorm(features, momentum=0.9, rngs=rngs)

    def __call__(self, x, training):
        return nnx.relu(self.norm(self.linear(x), use_running_average=not training))


class Classifier(nnx.Module):
    def __init__(self, d_in, features, d_out, rngs):
        self.encoder = Encoder(d_in, features, rngs)
        self.head = nnx.Linear(features, d_out, rngs=rngs)

    def __call__(self, x, training):
        return self.head(self.encoder(x, training))


def copy_subtree_between_models(seed, x, features, donor_outputs, outputs):
    seed = int(seed)
    features = int(features)
    donor = Classifier(x.shape[-1], features, int(donor_outputs), nnx.Rngs(seed))
    receiver = Classifier(x.shape[-1], features, int(outputs), nnx.Rngs(seed + 1000))
    donor(x, training=True)
    old, new = donor.encoder, receiver.encoder
    for name in ("kernel", "bias"):
        getattr(new.linear, name)[...] = getattr(old.linear, name)[...]
    for name in ("scale", "bias", "mean", "var"):
        getattr(new.norm, name)[...] = getattr(old.norm, name)[...]
    return receiver(x, training=False), nnx.state(receiver)

"""The bias is not copied

The bias of the linear layer was not copied: it is zero only until a model is trained. Copy the whole sub-tree instead of one array after the other."""

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
    seed = int(seed)
    features = int(features)
    donor = Classifier(x.shape[-1], features, int(donor_outputs), nnx.Rngs(seed))
    receiver = Classifier(x.shape[-1], features, int(outputs), nnx.Rngs(seed + 1000))
    donor(x)
    receiver.encoder.linear.kernel[...] = donor.encoder.linear.kernel[...]
    nnx.update(receiver.encoder.norm, nnx.state(donor.encoder.norm))
    receiver.eval()
    return receiver(x), nnx.state(receiver)

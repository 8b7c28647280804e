"""What the statement promises of the lengths."""


def validate(inputs, hidden, rngs, x, lengths):
    assert (lengths >= 1).all(), "a sequence has a step at least"
    assert (lengths <= x.shape[1]).all(), "no sequence is longer than x"

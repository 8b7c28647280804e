"""Draws with the streams themselves."""


def view(rngs, x, noise, rate):
    noisy = x + noise * rngs.noise.normal(x.shape)
    return noisy * rngs.dropout.bernoulli(1 - rate, x.shape) / (1 - rate)


def noisy_views(rngs, x, outputs, noise, rate):
    kernel = rngs.params.normal((x.shape[-1], outputs))
    first = view(rngs, x, noise, rate)
    second = view(rngs, x, noise, rate)
    return first @ kernel, second @ kernel, x @ kernel

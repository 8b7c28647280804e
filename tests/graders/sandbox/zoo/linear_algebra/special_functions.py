"""Functions of `jax.scipy.special` and `jax.scipy.stats`."""

import jax
import jax.numpy as jnp
from jax.scipy import special, stats


@jax.jit
def f(x):
    positive = jnp.abs(x) + 0.5
    return [
        special.erf(x),
        special.erfinv(jnp.tanh(x)),
        special.gammaln(positive),
        special.logsumexp(x, axis=1),
        special.expit(x),
        special.logit(jnp.clip(positive / 4, 0.1, 0.9)),
        special.i0(x),
        special.xlogy(x, positive),
        stats.norm.logpdf(x),
        stats.norm.cdf(x, 0.5, 2.0),
        stats.poisson.logpmf(jnp.arange(4), positive),
        stats.laplace.pdf(x),
    ]


def program(x):
    return f(x), special.digamma(jnp.abs(x) + 1)

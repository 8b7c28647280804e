"""Has the views made, and draws another key of each stream."""


def drive(submission, rngs, x, outputs, noise, rate):
    views = submission.noisy_views(rngs, x, outputs, noise, rate)
    return {"views": views, "after": [rngs.params(), rngs.noise(), rngs.dropout()]}

"""Trains and evaluates a block by turns, and returns what became of it."""

from flax import nnx


def drive(submission, batches, outputs, rate, rngs):
    block = submission.Block(inputs=batches.shape[-1], outputs=outputs, rate=rate, rngs=rngs)
    trained, evaluated = [], []
    for _ in range(2):
        trained.append(submission.train_pass(block, batches[0]))
        evaluated.append(submission.evaluate(block, batches[1]))
    return {"trained": trained, "evaluated": evaluated, "state": nnx.state(block)}

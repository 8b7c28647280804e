"""Trains a dictionary for stored texts: `python -m bench.row_dictionary NUMBER`.

It is made from the verdicts of `bench.row_samples`, without what is the problem's or the
submission's own: it lies among the packages, where every submission can read it. Frames that are
stored need theirs for ever, so a number that is taken is refused.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from itertools import islice

from app.database.tables.compressed_text import DICTIONARIES, zstd
from bench.row_samples import Sample, like, load_samples

_BYTES = 32 * 2**10
# Training takes what many have in common: of each sample there have to be several.
_VARIATIONS = 3
_NOTHING_OWN = {
    **dict.fromkeys(("arguments", "got", "expected", "error", "author_message", "reproducer")),
    **dict.fromkeys(("stdout", "stderr"), ""),
}
# Where the format has the dictionary's number, in four bytes.
_NUMBER_AT = slice(4, 8)


def train(samples: Sequence[Sample], number: int) -> bytes:
    """Return a dictionary of this number for texts like those of the samples."""
    made = zstd.train_dict(list(_texts(samples)), _BYTES).dict_content
    # A small number takes one byte of each frame; one that is drawn takes four.
    return made[: _NUMBER_AT.start] + number.to_bytes(4, "little") + made[_NUMBER_AT.stop :]


def _texts(samples: Sequence[Sample]) -> Iterator[bytes]:
    for _, verdict in islice(like(samples, random.Random(1)), _VARIATIONS * len(samples)):
        cases = tuple(each.model_copy(update=_NOTHING_OWN) for each in verdict.cases)
        shared = {"cases": cases, "hints": (), "error": None}
        yield verdict.model_copy(update=shared).model_dump_json().encode()


def main() -> None:
    """Train it, and put it where it is looked for."""
    options = argparse.ArgumentParser(prog="python -m bench.row_dictionary", description=__doc__)
    options.add_argument("number", type=int)
    number = options.parse_args().number
    path = DICTIONARIES / str(number)
    if path.exists():
        sys.exit(f"{path} exists: stored texts may need it")
    path.write_bytes(train(load_samples(), number))


if __name__ == "__main__":
    main()

"""Honest learners beside hostile ones, on a service as `nnx-judge serve` runs it.

`python -m bench.hostile` measures how long honest submissions take alone, then beside hostile
submissions and hostile requests of every kind, and what the service holds before and afterwards.
The exit code is 1 where an honest verdict is wrong, the 95th percentile of their times more than
doubles, a request is answered with a fault, a hostile submission gets a verdict that it must not
get, or memory, processes or descriptors do not come back.
"""

import argparse
import json
import shutil
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from bench.hostile.siege import HOSTILE_AT_ONCE, SETTINGS, Counts, besiege
from bench.mix_submissions import MIX, load_mix
from bench.plan import BenchError

# Few enough that all stay warm: what a cold problem costs is measured elsewhere.
_PROBLEMS = ("add_layer_warm_start", "train_step_with_optax", "widen_layer_preserving_function")
_PROBLEMS_DIR = Path(__file__).parents[2] / "reference"
_NOTES = (
    "Attacks are sent to a problem with limits of 1.5 s of processor time and 256 MiB, every tenth "
    "to an honest learner's problem, with limits of 10 s and 1 GiB."
)


def main() -> None:
    """Run it from the command line."""
    options = argparse.ArgumentParser(prog="python -m bench.hostile", description=__doc__)
    options.add_argument("--honest", type=int, default=500)
    options.add_argument("--submissions", type=int, default=500, help="hostile ones")
    options.add_argument("--requests", type=int, default=500, help="hostile ones")
    options.add_argument("--seed", type=int, default=0)
    given = options.parse_args()
    if min(given.honest, given.submissions, given.requests) < 1:
        options.error("at least one of each is needed")
    counts = Counts(given.honest, max(1, given.honest // 5), given.submissions, given.requests)
    # What runs into a time limit holds a slot for as long by design.
    honest = [each for each in load_mix(MIX) if each.problem in _PROBLEMS and not each.is_stopped]
    with tempfile.TemporaryDirectory(prefix="nnx-judge-hostile-") as folder:
        problems_dir = Path(folder) / "problems"
        for name in _PROBLEMS:
            shutil.copytree(_PROBLEMS_DIR / name, problems_dir / name)
        try:
            findings = besiege(honest, problems_dir, Path(folder), counts, given.seed)
        except BenchError as error:
            sys.exit(str(error))
    setting = {
        "counts": asdict(counts),
        "settings": SETTINGS,
        "hostile_submissions_at_once": HOSTILE_AT_ONCE,
        "notes": _NOTES,
    }
    print(json.dumps(setting | findings.to_json(), indent=2))
    sys.exit(not findings.holds)


if __name__ == "__main__":
    main()

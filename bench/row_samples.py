"""Judged submissions as samples of what is stored, and others that are like them.

`python -m bench.row_samples` judges some examples of the problems, which takes some minutes, and
writes them to `bench/row_samples.jsonl.gz`, so that whoever needs them need not judge anything.
"""

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from graders.core.verdict import Outcome, Verdict
from graders.judge import Judge
from graders.problem.package import Problem, load_problems

_PROBLEMS_DIR = Path(__file__).parents[1] / "reference"
_FILE = Path(__file__).with_name("row_samples.jsonl.gz")
# Of every third problem: so many right examples, wrong ones, and ones that end otherwise.
_EVERY = 3
_RIGHT, _WRONG, _OTHER = 1, 3, 1
_PATIENCE_S = 120.0
# About as many submissions are right as with learners.
_SHARE_RIGHT = 0.4
# The same in every verdict on a case; all other numbers are the submission's own.
_SETTINGS = frozenset({"atol", "rtol", "weight", "score"})
_ASSIGNED = re.compile(r"^[ \t]+([a-z]\w*) = ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sample:
    """A submission and its verdict, which has no likeness where its mistake is known."""

    problem: str
    source: str
    verdict: dict[str, Any]
    likeness: str | None

    @property
    def is_right(self) -> bool:
        """Whether it was accepted."""
        return bool(self.verdict["verdict"] == Outcome.ACCEPTED)


def load_samples() -> list[Sample]:
    """The samples that were judged."""
    lines = gzip.decompress(_FILE.read_bytes()).decode().splitlines()
    return [Sample(**json.loads(line)) for line in lines]


def like(samples: Sequence[Sample], chance: random.Random) -> Iterator[tuple[str, Verdict]]:
    """Endless sources and verdicts: a sample's with other names, times and numbers each."""
    right = [each for each in samples if each.is_right]
    wrong = [each for each in samples if not each.is_right]
    words = sorted({word for each in samples for word in re.findall(r"[a-z]{3,}", each.source)})
    while True:
        sample = chance.choice(right if chance.random() < _SHARE_RIGHT else wrong)
        verdict = Verdict.model_validate(
            _varied(sample.verdict, chance, {}) | {"seed": chance.randrange(2**31)}
        )
        if sample.likeness is not None:
            verdict = verdict.with_likeness(sample.likeness)
        yield _rewritten(sample.source, words, chance), verdict


def _rewritten(source: str, words: Sequence[str], chance: random.Random) -> str:
    """The source with a comment, and some variables renamed, as another learner may write it."""
    for name in dict.fromkeys(_ASSIGNED.findall(source)):
        if chance.random() < 0.5:
            source = re.sub(rf"\b{name}\b", f"{name}_{chance.choice(words)}", source)
    comment = " ".join(chance.choices(words, k=chance.randrange(2, 12)))
    return f"# {comment}\n{source}"


def _varied(part: Any, chance: random.Random, known: dict[float, float]) -> Any:
    """The part with other numbers, equal where they were: what came may be what should have."""
    match part:
        case dict():
            return {
                name: value if name in _SETTINGS else _varied(value, chance, known)
                for name, value in part.items()
            }
        case list():
            return [_varied(item, chance, known) for item in part]
        case float() if not part.is_integer():
            if part not in known:
                digits = len(repr(part).partition(".")[2].partition("e")[0])
                known[part] = round(part * chance.uniform(0.5, 1.5), digits) or part
            return known[part]
    return part


def _examples(problem: Problem) -> Iterator[str]:
    wanted = {"right": _RIGHT, "wrong": _WRONG, "other": _OTHER}
    sorts = {Outcome.ACCEPTED: "right", Outcome.WRONG_ANSWER: "wrong"}
    for example in problem.submissions:
        sort = sorts.get(example.expected, "other")
        # They take the longest, and have the least to tell.
        if wanted[sort] and example.expected is not Outcome.TIME_LIMIT_EXCEEDED:
            wanted[sort] -= 1
            yield example.source


def main() -> None:
    """Judge the examples, and write what came of it."""
    lines: list[str] = []
    with Judge() as judge:
        for problem in list(load_problems(_PROBLEMS_DIR).values())[::_EVERY]:
            judge.warm(problem)
            judge.wait_until_warm(_PATIENCE_S)
            for source in _examples(problem):
                verdict = judge.grade(problem, source)
                sample = Sample(
                    problem.name, source, verdict.model_dump(mode="json"), verdict.likeness
                )
                lines.append(json.dumps(asdict(sample)))
            _FILE.write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))
            print(problem.name, len(lines), flush=True)


if __name__ == "__main__":
    main()

"""The examples in a package: submissions that test its cases, and outputs that test its checker."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from graders.core.verdict import Outcome
from graders.problem.example_docstring import title_and_hint
from graders.problem.files import ProblemError, text

_EXAMPLE_FOLDERS = {
    outcome.value: outcome
    for outcome in Outcome
    if outcome not in (Outcome.JUDGE_ERROR, Outcome.COMPLETED, Outcome.SKIPPED)
}
# Mistakes of these kinds show in the learner's result, so their examples must explain them.
HINTED = (Outcome.WRONG_ANSWER, Outcome.RUNTIME_ERROR)


@dataclass(frozen=True, slots=True)
class ExampleSubmission:
    """A submission that tests the problem: its folder names the verdict it must get.

    `title` and `hint` are for a learner whose output equals that of a wrong example: the mistake in
    a few words, and what to do about it.
    """

    name: str
    expected: Outcome
    source: str
    title: str
    hint: str | None

    @property
    def mistake(self) -> str:
        """The name of the mistake that a wrong example makes."""
        return PurePosixPath(self.name).stem


@dataclass(frozen=True, slots=True)
class CheckerExample:
    """A function `example` that tests a checker.

    It returns a dict with `arguments` (by parameter), `expected` and `got`. The checker must accept
    `got` if the example is valid, and refuse it if not.
    """

    name: str
    is_valid: bool
    source: str


def example_submissions(folder: Path, files: Mapping[str, bytes]) -> tuple[ExampleSubmission, ...]:
    """The examples in `submissions/`.

    Raises:
        ProblemError: one is in no verdict's folder, or a mistake has no hint.
    """
    names = sorted(name for name in files if name.startswith("submissions/"))
    return tuple(_example(folder, files, name) for name in names)


def _example(folder: Path, files: Mapping[str, bytes], name: str) -> ExampleSubmission:
    parts = name.split("/")
    if len(parts) != 3 or parts[1] not in _EXAMPLE_FOLDERS or not parts[2].endswith(".py"):
        raise ProblemError(
            f"{folder / name}: an example is submissions/VERDICT/NAME.py, "
            f"VERDICT one of {', '.join(_EXAMPLE_FOLDERS)}"
        )
    expected = _EXAMPLE_FOLDERS[parts[1]]
    source = text(folder, files, name)
    title, hint = title_and_hint(source, PurePosixPath(name).stem)
    if hint is None and expected in HINTED:
        raise ProblemError(f"{folder / name}: no module docstring: it is the hint for the learner")
    return ExampleSubmission("/".join(parts[1:]), expected, source, title, hint)


def checker_examples(folder: Path, files: Mapping[str, bytes]) -> tuple[CheckerExample, ...]:
    """The examples in `checker/`.

    Raises:
        ProblemError: one is in no folder of theirs, or one of both kinds is missing.
    """
    examples = []
    for name in sorted(name for name in files if name.startswith("checker/")):
        parts = name.split("/")
        if len(parts) != 3 or parts[1] not in ("valid", "invalid") or not name.endswith(".py"):
            raise ProblemError(
                f"{folder / name}: a checker's example is checker/valid/NAME.py or "
                "checker/invalid/NAME.py"
            )
        examples.append(CheckerExample(name, parts[1] == "valid", text(folder, files, name)))
    if "checker.py" in files and len({example.is_valid for example in examples}) < 2:
        raise ProblemError(
            f"{folder / 'checker.py'}: needs an example in checker/valid and one in checker/invalid"
        )
    return tuple(examples)

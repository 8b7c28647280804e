"""Problem packages: folders with `problem.toml`, the statement, the reference and examples."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath

from pydantic import ValidationError

from graders.core import toml
from graders.core.harness import Harness
from graders.core.verdict import Outcome
from graders.problem.hints import read_hint
from graders.problem.spec import ProblemSpec
from graders.problem.spec_errors import explain

MAX_FILE_BYTES = 2**20
MAX_PACKAGE_BYTES = 4 * 2**20
MAX_FILES = 500
# Both are read whenever the problem is shown or changed, and most have a few thousand bytes.
MAX_SPEC_BYTES = 2**18
MAX_STATEMENT_BYTES = 2**16
MAX_HINTS = 10


class ProblemError(Exception):
    """A package that can't be used. The message names the file, the key and the reason."""


class NoProblemsError(ProblemError):
    """The folder of problems is missing, or no problem is in it."""


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


@dataclass(frozen=True, slots=True)
class Problem:
    """A loaded and checked package.

    `starter` is what a learner's file begins with, if not made from the entry point. `hints` are
    opened one by one, and `editorial` is read afterwards; both are Markdown, like the statement.

    `warm_up` is source with a function `warm_up` of the same parameters as the entry point. It
    uses what submissions will use but is no solution: submissions can read it. `generator` has the
    functions that `python_generators` name, and `validator` a function `validate` of the entry
    point's parameters, which raises for arguments that no case may have. `checker` has a function
    `check` of the same parameters, then the expected output and the actual one. `harness` says how
    the reference and submissions are called, with the text of `driver.py` and `given.py`.
    """

    spec: ProblemSpec
    statement: str
    starter: str | None
    hints: tuple[str, ...]
    editorial: str | None
    solution: str
    warm_up: str | None
    generator: str | None
    validator: str | None
    checker: str | None
    checker_examples: tuple[CheckerExample, ...]
    submissions: tuple[ExampleSubmission, ...]
    revision: str
    harness: Harness

    @property
    def name(self) -> str:
        """The problem's name, also the name of its folder."""
        return self.spec.name


_EXAMPLE_FOLDERS = {
    outcome.value: outcome
    for outcome in Outcome
    if outcome not in (Outcome.JUDGE_ERROR, Outcome.COMPLETED, Outcome.SKIPPED)
}
# Mistakes of these kinds show in the learner's result, so their examples must explain them.
HINTED = (Outcome.WRONG_ANSWER, Outcome.RUNTIME_ERROR)


def load_problem(folder: Path) -> Problem:
    """Load the package in `folder`.

    Raises:
        ProblemError: something is missing or wrong; the message names file, key and reason.
    """
    if not folder.is_dir():
        raise ProblemError(f"{folder}: no such problem folder")
    return parse_problem(read_package(folder), folder)


def parse_problem(files: Mapping[str, bytes], folder: Path) -> Problem:
    """The problem in a package, wherever its files come from.

    Args:
        files: the content of each, by its path in the package.
        folder: named like the problem. It need not exist: it prefixes the paths in messages.

    Raises:
        ProblemError: something is missing or wrong; the message names file, key and reason.
    """
    if len(files) > MAX_FILES:
        raise ProblemError(f"{folder}: has {len(files)} files; {MAX_FILES} are the most")
    if (size := sum(map(len, files.values()))) > MAX_PACKAGE_BYTES:
        raise ProblemError(f"{folder}: has {size} bytes; {MAX_PACKAGE_BYTES} are the most")
    sizes = dict.fromkeys(("statement.md", "hints.md", "editorial.md"), MAX_STATEMENT_BYTES)
    for name, most in {"problem.toml": MAX_SPEC_BYTES, **sizes}.items():
        if (size := len(files.get(name, b""))) > most:
            raise ProblemError(f"{folder / name}: has {size} bytes; {most} are the most")
    spec = _parse_spec(folder / "problem.toml", _text(folder, files, "problem.toml"))
    if spec.name != folder.resolve().name:
        raise ProblemError(f"{folder / 'problem.toml'}: name: must be the folder's name")
    for name, reason in (
        ("generator.py", "problem.toml has python_generators" if spec.python_generators else ""),
        ("checker.py", "a comparator is custom" if spec.has_custom_comparator else ""),
        ("driver.py", "the entry point has defines" if spec.entry_point.defines else ""),
    ):
        if reason and name not in files:
            raise ProblemError(f"{folder / name}: missing: {reason}")
    return Problem(
        spec=spec,
        statement=_text(folder, files, "statement.md"),
        starter=_optional_text(folder, files, "starter.py"),
        hints=_hints(folder, files),
        editorial=_optional_text(folder, files, "editorial.md"),
        solution=_text(folder, files, "solution.py"),
        warm_up=_optional_text(folder, files, "warm_up.py"),
        generator=_optional_text(folder, files, "generator.py"),
        validator=_optional_text(folder, files, "validator.py"),
        checker=_optional_text(folder, files, "checker.py"),
        checker_examples=_checker_examples(folder, files),
        submissions=tuple(
            _example(folder, files, name)
            for name in sorted(files)
            if name.startswith("submissions/")
        ),
        revision=_digest(files),
        harness=_harness(folder, files, spec),
    )


def load_problem_of(folder: Path, name: str) -> Problem:
    """The package of this name in `folder`; errors in other packages don't matter.

    Raises:
        ProblemError: there is no package of this name, or it is wrong.
    """
    packages = {package.name: package for package in package_folders(folder)}
    if name not in packages:
        raise ProblemError(f"no problem is named {name}; there are: {', '.join(packages)}")
    return load_problem(packages[name])


def load_problems(folder: Path) -> dict[str, Problem]:
    """Every package in `folder`, by name.

    Raises:
        ProblemError: the folder is missing or holds no problem, or one of them is wrong.
    """
    return {package.name: load_problem(package) for package in package_folders(folder)}


def package_folders(folder: Path) -> list[Path]:
    """The folder of every package in `folder`, sorted by name.

    Raises:
        NoProblemsError: the folder is missing or holds no problem.
    """
    if not folder.is_dir():
        raise NoProblemsError(f"{folder}: no such folder of problems")
    packages = sorted(toml.parent for toml in folder.glob("*/problem.toml"))
    if not packages:
        raise NoProblemsError(f"{folder}: no folder in it has a problem.toml")
    return packages


def read_package(folder: Path) -> dict[str, bytes]:
    """Every file that belongs to the package, by its path in it.

    Raises:
        ProblemError: one is too large, or a symbolic link.
    """
    files = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        if is_clutter(name):
            continue
        # The sender of a package must not choose which other files of this machine are read.
        if path.is_symlink():
            raise ProblemError(f"{path}: is a symbolic link; a package holds its own files")
        if path.is_file():
            if (size := path.stat().st_size) > MAX_FILE_BYTES:
                raise ProblemError(f"{path}: has {size} bytes; {MAX_FILE_BYTES} are the most")
            files[name.as_posix()] = path.read_bytes()
    return files


def is_clutter(path: PurePath) -> bool:
    """Whether a file at this path does not belong to a package: hidden, or compiled."""
    return any(part.startswith(".") or part == "__pycache__" for part in path.parts)


def _text(folder: Path, files: Mapping[str, bytes], name: str) -> str:
    if name not in files:
        raise ProblemError(f"{folder / name}: missing")
    try:
        return files[name].decode()
    except UnicodeDecodeError as error:
        raise ProblemError(f"{folder / name}: not UTF-8: {error}") from None


def _optional_text(folder: Path, files: Mapping[str, bytes], name: str) -> str | None:
    return _text(folder, files, name) if name in files else None


def _parse_spec(path: Path, text: str) -> ProblemSpec:
    try:
        return ProblemSpec.model_validate(toml.loads(text))
    except toml.TomlError as error:
        raise ProblemError(f"{path}: {error}") from None
    # From validating deeply nested values.
    except RecursionError:
        raise ProblemError(f"{path}: nested too deeply") from None
    except ValidationError as error:
        raise ProblemError("\n".join(f"{path}: {line}" for line in explain(error))) from None
    # Not only TOMLDecodeError: Python parses no integer of more than some thousand digits.
    except ValueError as error:
        raise ProblemError(f"{path}: not TOML: {error}") from None


def _hints(folder: Path, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The hints in `hints.md`, which lines of three dashes part."""
    text = _optional_text(folder, files, "hints.md")
    if text is None:
        return ()
    hints = tuple(part.strip() for part in re.split(r"^---$", text, flags=re.MULTILINE))
    if not all(hints):
        raise ProblemError(f"{folder / 'hints.md'}: a hint is empty: lines of --- part them")
    if len(hints) > MAX_HINTS:
        reason = f"has {len(hints)} hints; {MAX_HINTS} are the most"
        raise ProblemError(f"{folder / 'hints.md'}: {reason}")
    return hints


def _harness(folder: Path, files: Mapping[str, bytes], spec: ProblemSpec) -> Harness:
    entry_point = spec.entry_point
    driver = _optional_text(folder, files, "driver.py")
    if driver is not None and entry_point.constructor:
        raise ProblemError(
            f"{folder / 'driver.py'}: it constructs the class itself: remove constructor from the "
            "entry point"
        )
    is_class = driver is None and entry_point.class_ is not None
    return Harness(
        defines=tuple(entry_point.names),
        constructor=tuple(entry_point.constructor) if is_class else None,
        driver=driver,
        given=_optional_text(folder, files, "given.py"),
        x64=spec.x64,
    )


def _example(folder: Path, files: Mapping[str, bytes], name: str) -> ExampleSubmission:
    parts = name.split("/")
    if len(parts) != 3 or parts[1] not in _EXAMPLE_FOLDERS or not parts[2].endswith(".py"):
        raise ProblemError(
            f"{folder / name}: an example is submissions/VERDICT/NAME.py, "
            f"VERDICT one of {', '.join(_EXAMPLE_FOLDERS)}"
        )
    expected = _EXAMPLE_FOLDERS[parts[1]]
    source = _text(folder, files, name)
    title, hint = read_hint(source, PurePosixPath(name).stem)
    if hint is None and expected in HINTED:
        raise ProblemError(f"{folder / name}: no module docstring: it is the hint for the learner")
    return ExampleSubmission("/".join(parts[1:]), expected, source, title, hint)


def _checker_examples(folder: Path, files: Mapping[str, bytes]) -> tuple[CheckerExample, ...]:
    examples = []
    for name in sorted(name for name in files if name.startswith("checker/")):
        parts = name.split("/")
        if len(parts) != 3 or parts[1] not in ("valid", "invalid") or not name.endswith(".py"):
            raise ProblemError(
                f"{folder / name}: a checker's example is checker/valid/NAME.py or "
                "checker/invalid/NAME.py"
            )
        examples.append(CheckerExample(name, parts[1] == "valid", _text(folder, files, name)))
    if "checker.py" in files and len({example.is_valid for example in examples}) < 2:
        raise ProblemError(
            f"{folder / 'checker.py'}: needs an example in checker/valid and one in checker/invalid"
        )
    return tuple(examples)


def _digest(files: Mapping[str, bytes]) -> str:
    """The revision: 16 hex digits of SHA-256 over every file's name and content."""
    digest = hashlib.sha256()
    # Sorted like paths, part by part.
    for name in sorted(files, key=lambda name: name.split("/")):
        for part in (name.encode(), files[name]):
            digest.update(len(part).to_bytes(8, "little") + part)
    return digest.hexdigest()[:16]

"""Problem packages: folders with `problem.toml`, the statement, the reference and examples."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graders.core.harness import Harness
from graders.problem.examples import (
    CheckerExample,
    ExampleSubmission,
    checker_examples,
    example_submissions,
)
from graders.problem.files import (
    MAX_FILES,
    MAX_PACKAGE_BYTES,
    MAX_SPEC_BYTES,
    MAX_STATEMENT_BYTES,
    NoProblemsError,
    ProblemError,
    optional_text,
    read_package,
    text,
)
from graders.problem.hints import read_hints
from graders.problem.makers import require_makers
from graders.problem.signatures import parsed, signature_in
from graders.problem.spec import ProblemSpec
from graders.problem.toml_file import read_toml


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
    spec = read_toml(ProblemSpec, folder / "problem.toml", text(folder, files, "problem.toml"))
    if spec.name != folder.resolve().name:
        raise ProblemError(f"{folder / 'problem.toml'}: name: must be the folder's name")
    for name, reason in (
        ("generator.py", "problem.toml has python_generators" if spec.python_generators else ""),
        ("checker.py", "a comparator is custom" if spec.has_custom_comparator else ""),
        ("driver.py", "the entry point has defines" if spec.entry_point.defines else ""),
    ):
        if reason and name not in files:
            raise ProblemError(f"{folder / name}: missing: {reason}")
    require_makers(folder, files, spec)
    solution = text(folder, files, "solution.py")
    if "driver.py" not in files:
        _require_constructor(folder, spec, solution)
    return Problem(
        spec=spec,
        statement=text(folder, files, "statement.md"),
        starter=optional_text(folder, files, "starter.py"),
        hints=read_hints(folder, files),
        editorial=optional_text(folder, files, "editorial.md"),
        solution=solution,
        warm_up=optional_text(folder, files, "warm_up.py"),
        generator=optional_text(folder, files, "generator.py"),
        validator=optional_text(folder, files, "validator.py"),
        checker=optional_text(folder, files, "checker.py"),
        checker_examples=checker_examples(folder, files),
        submissions=example_submissions(folder, files),
        revision=_digest(files),
        harness=_harness(folder, files, spec),
    )


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


def _harness(folder: Path, files: Mapping[str, bytes], spec: ProblemSpec) -> Harness:
    entry_point = spec.entry_point
    driver = optional_text(folder, files, "driver.py")
    if driver is not None and entry_point.constructor:
        raise ProblemError(
            f"{folder / 'driver.py'}: it constructs the class itself: remove constructor from the "
            "entry point"
        )
    is_class = entry_point.class_ is not None
    return Harness(
        defines=tuple(entry_point.names),
        constructor=tuple(entry_point.constructor) if is_class else None,
        driver=driver,
        given=optional_text(folder, files, "given.py"),
        x64=spec.x64,
    )


def _require_constructor(folder: Path, spec: ProblemSpec, solution: str) -> None:
    """Check that the reference's class can be constructed by the names that it is given."""
    entry_point = spec.entry_point
    if entry_point.class_ is None:
        return
    try:
        signature = signature_in(parsed(solution), entry_point.class_)
    except ValueError:
        return  # The check reports it, with the line.
    for refusal in signature.refusals(entry_point.constructor) if signature is not None else ():
        raise ProblemError(
            f"{folder / 'problem.toml'}: entry_point.constructor: {entry_point.class_} "
            f"in solution.py {refusal}"
        )


def _digest(files: Mapping[str, bytes]) -> str:
    """The revision: 16 hex digits of SHA-256 over every file's name and content."""
    digest = hashlib.sha256()
    # Sorted like paths, part by part.
    for name in sorted(files, key=lambda name: name.split("/")):
        for part in (name.encode(), files[name]):
            digest.update(len(part).to_bytes(8, "little") + part)
    return digest.hexdigest()[:16]

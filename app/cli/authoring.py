"""`nnx-judge problems new`, `import` and `export`."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from app.cli.failures import BadUsageError
from app.cli.options import ProblemName
from app.cli.printing import line, output
from app.cli.publication import try_out
from app.cli.setup import load_settings, problem_folder

_DRIVER = ("     driver.py       what a case does with the submission",)


def new(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The name of the problem and of its function.")
    ],
    kind: Annotated[
        Literal["function", "class", "driver"],
        typer.Option(help="What learners write: a function, a class, or what driver.py calls."),
    ] = "function",
    title: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="For people. Default: the name, in words."),
    ] = None,
    parameters: Annotated[
        str | None,
        typer.Option(
            metavar="LIST",
            help="Of the function, as Python writes them: an array each, unless a float or int.",
            show_default="x, scale: float",
        ),
    ] = None,
) -> None:
    """Create a small, complete problem that passes its checks, as a start for your own.

    Exit code: 0 created, 2 bad usage.

    \b
    Examples:
      nnx-judge problems new clip_gradients
      nnx-judge problems new clip_rows --title "Clip the rows" --parameters "x, limit: float"
      nnx-judge problems new residual_block --kind class
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    from graders.problem.folder import new_problem
    from graders.problem.scaffold.skeleton import NewProblem

    folder = load_settings(context).problems_dir
    command = _check_command(context, name)
    with _told_as_bad_usage():
        new_problem(NewProblem(name, kind, title, parameters), folder)
    place = folder / name
    for text in (
        f"Created {place}. Change it step by step, and check it after each step:",
        "",
        f"  {command}",
        "",
        "  1. statement.md    what the learner reads",
        "  2. problem.toml    what to define, the cases and the tolerance",
        "  3. solution.py     the reference, whose outputs are the expected ones",
        "  4. submissions/    right solutions in accepted/, mistakes and hints in wrong_answer/",
        *(_DRIVER if kind == "driver" else ()),
        "  5. warm_up.py      what submissions will use, so that judging is fast (optional)",
        "  6. starter.py, hints.md, editorial.md   for the learner, before and after (optional)",
        "",
        "Every key of problem.toml: docs/writing-a-problem.md",
    ):
        output.print(line(text), soft_wrap=True)


def export_archive(
    context: typer.Context,
    name: ProblemName,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE.zip", help="Where to write it. Default: NAME.zip in this folder."
        ),
    ] = None,
) -> None:
    """Write a problem to a zip file. The same revision gives the same bytes.

    Exit code: 0 written, 2 bad usage.

    \b
    Example:
      nnx-judge problems export add_layer_warm_start
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    from graders.problem.folder import export_problem

    target = Path(f"{name}.zip") if file is None else file
    with _told_as_bad_usage():
        content = export_problem(problem_folder(load_settings(context), name))
        with target.open("xb") as archive:
            archive.write(content)
    output.print(line(f"Wrote {target}"), soft_wrap=True)


def import_archive(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.zip", help="The archive to import.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace an existing problem of the same name.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Import it without running any of it.")
    ] = False,
) -> None:
    """Import a problem from a zip file with one folder, named like the problem.

    Before anything is written, the reference, the warm-up and the examples that must pass are run
    on every case: a running service would offer the problem from its next start on.

    Exit code: 0 imported, 1 it does not run as it must, 2 bad usage or a wrong archive, 3 the judge
    failed.

    \b
    Examples:
      nnx-judge problems import clip_gradients.zip
      nnx-judge problems import clip_gradients.zip --replace
      nnx-judge problems import clip_gradients.zip --force
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    from graders.problem.folder import ProblemExistsError, import_problem

    with _told_as_bad_usage():
        try:
            settings = load_settings(context)
            problem = import_problem(
                file,
                settings.problems_dir,
                replace=replace,
                try_out=(lambda _: None) if force else partial(try_out, settings),
            )
        except ProblemExistsError as error:
            raise BadUsageError(f"{error}: use --replace to replace it") from None
    output.print(
        line(f"Imported {problem.name}, revision {problem.revision}. Next:"), soft_wrap=True
    )
    output.print(line(f"  {_check_command(context, problem.name)}"), soft_wrap=True)


def _check_command(context: typer.Context, name: str) -> str:
    """The command that checks the problem, in the folder that was named for this one."""
    folder = "" if context.obj is None else f"--problems-dir {shlex.quote(str(context.obj))} "
    return f"nnx-judge {folder}problems check {name}"


@contextmanager
def _told_as_bad_usage() -> Iterator[None]:
    from graders.problem.files import ProblemError

    try:
        yield
    except ProblemError as error:
        raise BadUsageError(str(error)) from None
    except OSError as error:
        raise BadUsageError(f"{error.filename}: {error.strerror}") from None

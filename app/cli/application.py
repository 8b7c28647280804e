"""The commands and the options that stand before them.

Nothing heavy is imported until a command runs: `nnx-judge --help` answers at once.
"""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from app.cli.audit import audit
from app.cli.bench import bench
from app.cli.db import db
from app.cli.doctor import doctor
from app.cli.erasing import erase_site, learners
from app.cli.grade import grade
from app.cli.keys import keys
from app.cli.lti import lti
from app.cli.problems import problems
from app.cli.serve import serve
from app.cli.sites import sites
from app.cli.submit import submit
from app.cli.worker import worker

# Below it, the columns of Typer's boxes cut off the names of options.
_WIDTH_OF_BOXES = 60
_width = shutil.get_terminal_size().columns
_is_narrow = _width < _WIDTH_OF_BOXES

application = typer.Typer(
    name="nnx-judge",
    rich_markup_mode=None if _is_narrow else "rich",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "terminal_width": _width if _is_narrow else None,
    },
)
application.command()(grade)
application.command()(submit)
application.command()(serve)
application.command()(worker)
application.command()(doctor)
application.command()(bench)
application.command()(audit)
application.add_typer(problems, name="problems")
application.add_typer(keys, name="keys")
sites.command("erase")(erase_site)
application.add_typer(sites, name="sites")
application.add_typer(learners, name="learners")
application.add_typer(lti, name="lti")
application.add_typer(db, name="db")


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"nnx-judge {version('nnx-judge')}")
        raise typer.Exit


@application.callback()
def global_options(
    context: typer.Context,
    problems_dir: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Folder of the problems, one subfolder each. Default: NNX_JUDGE_PROBLEMS_DIR.",
        ),
    ] = None,
    version: Annotated[  # noqa: ARG001 - its callback does the work
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """Judge submissions to JAX and Flax NNX exercises in a sandbox.

    \b
    Examples:
      nnx-judge grade mine.py          judge one file
      nnx-judge submit mine.py         send it to a service, which judges it
      nnx-judge serve                  serve the API
      nnx-judge doctor                 check the sandbox on this machine
      nnx-judge problems check NAME    check that a problem's cases catch mistakes
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    context.obj = problems_dir

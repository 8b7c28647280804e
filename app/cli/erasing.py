"""`nnx-judge learners erase` and `nnx-judge sites erase`."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.failures import BadUsageError
from app.cli.printing import print_note
from app.cli.setup import acting_user, load_settings, on_database

if TYPE_CHECKING:
    from app.erasure.schemas import Erased

_Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
_SiteName = Annotated[
    str, typer.Argument(metavar="SITE", help="The site's name, as its keys have it.")
]

learners = typer.Typer(no_args_is_help=True)


@learners.callback()
def about() -> None:
    """Erase what is stored about a learner. The service may be running.

    \b
    Example:
      nnx-judge learners erase practice ada
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"


@learners.command("erase")
def erase_learner(
    context: typer.Context,
    site: _SiteName,
    learner: Annotated[
        str, typer.Argument(metavar="LEARNER", help="The site's name for the learner.")
    ],
    yes: _Yes = False,
) -> None:
    """Delete a learner's submissions, runs, verdicts and sessions. This can't be undone.

    \b
    Example:
      nnx-judge learners erase practice ada --yes
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    settings = load_settings(context)
    _confirm(f"Delete all that is stored about {learner} of {site}?", yes)

    from app.erasure.service import ErasureService

    erased = on_database(
        settings,
        lambda database: ErasureService(database).erase_learner(site, learner, acting_user()),
    )
    _report(erased)


def erase_site(context: typer.Context, site: _SiteName, yes: _Yes = False) -> None:
    """Delete a site with its keys, learners, submissions and webhooks. This can't be undone.

    The problems that it wrote stay, without its name.

    \b
    Example:
      nnx-judge sites erase practice --yes
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    settings = load_settings(context)
    _confirm(f"Delete the site {site} and all that is stored of it?", yes)

    from app.erasure.service import ErasureService

    erased = on_database(
        settings, lambda database: ErasureService(database).erase_site(site, acting_user())
    )
    if erased is None:
        raise BadUsageError(f"no site named {site} has a key; see nnx-judge keys list")
    _report(erased)


def _confirm(question: str, is_confirmed: bool) -> None:
    if not is_confirmed:
        typer.confirm(question, abort=True)


def _report(erased: "Erased") -> None:
    print_note(f"Deleted, with {erased.submissions} submissions and runs")
    print_note("Backups still have them: see docs/deployment.md, Erasure")

"""`nnx-judge sites`: the secrets of sites, and sign-in links for their learners."""

from typing import Annotated

import typer

from app.cli.failures import BadUsageError
from app.cli.setup import acting_user, load_settings, on_database, validated

sites = typer.Typer(no_args_is_help=True)
_Name = Annotated[str, typer.Argument(metavar="NAME", help="The site's name, as its keys have it.")]


@sites.callback()
def about() -> None:
    """Show or change a site's secret, or make sign-in links. The service may be running.

    The secret signs the webhooks to the site, and the site's tokens for its learners.

    \b
    Examples:
      nnx-judge sites show practice
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"


@sites.command()
def show(context: typer.Context, name: _Name) -> None:
    """Write a site's secret to stdout. A site exists once it has a key.

    \b
    Example:
      nnx-judge sites show practice
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    from app.auth.site_repository import SiteStore

    secret = on_database(
        load_settings(context), lambda database: SiteStore(database).webhook_secret(name)
    )
    typer.echo(_existing(name, secret))


@sites.command("rotate-secret")
def rotate_secret(context: typer.Context, name: _Name) -> None:
    """Give a site a new secret, and write it to stdout. It is used from now on.

    \b
    Example:
      nnx-judge sites rotate-secret practice
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    from app.auth.site_repository import SiteStore

    secret = on_database(
        load_settings(context),
        lambda database: SiteStore(database).rotate_webhook_secret(name, acting_user()),
    )
    typer.echo(_existing(name, secret))


@sites.command("learner-link")
def learner_link(
    context: typer.Context,
    name: _Name,
    learners: Annotated[
        list[str],
        typer.Argument(metavar="LEARNER...", help="The site's names for the learners."),
    ],
    url: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="The address of the service, for learners. Default: NNX_JUDGE_PUBLIC_URL, else "
            "where it listens.",
        ),
    ] = None,
    days: Annotated[
        int, typer.Option(metavar="N", min=1, max=3650, help="The links expire after N days.")
    ] = 30,
) -> None:
    """Write a link to stdout that signs a learner in. Whoever has it is signed in as that learner.

    For several learners it writes a line each: the name, a tab, the link.

    \b
    Examples:
      nnx-judge sites learner-link practice ada --url https://judge.example
      nnx-judge sites learner-link practice --days 120 $(cat learners.txt) > links.tsv
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    from app.auth.errors import UnknownSiteError
    from app.auth.learner_token import LearnerClaim
    from app.auth.link_service import LearnerLinkService

    for learner in learners:
        validated(LearnerClaim, "argument", site=name, learner=learner, exp=0)
    settings = load_settings(context)
    here = f"http://{settings.host}:{settings.port}"
    address = url or settings.public_url
    try:
        made = on_database(
            settings,
            lambda database: LearnerLinkService(database, address).make(
                name, learners, days, here, acting_user()
            ),
        )
    except UnknownSiteError:
        raise _no_such_site(name) from None
    for each in made.links:
        typer.echo(each.link if len(made.links) == 1 else f"{each.learner}\t{each.link}")


def _existing(name: str, secret: str | None) -> str:
    if secret is None:
        raise _no_such_site(name)
    return secret


def _no_such_site(name: str) -> BadUsageError:
    return BadUsageError(f"no site named {name} has a key; see nnx-judge keys list")

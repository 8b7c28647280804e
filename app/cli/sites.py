"""`nnx-judge sites`: the secrets by which sites know that a webhook comes from here."""

from typing import Annotated

import typer

from app.cli.failures import BadUsageError
from app.cli.setup import load_settings, on_database

sites = typer.Typer(no_args_is_help=True)
_Name = Annotated[str, typer.Argument(metavar="NAME", help="The site's name, as its keys have it.")]


@sites.callback()
def about() -> None:
    """Show or change the secret that signs a site's webhooks, also while the service runs.

    \b
    Example:
      nnx-judge sites show practice
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"


@sites.command()
def show(context: typer.Context, name: _Name) -> None:
    """Write a site's webhook secret to stdout. The site is made with its first key.

    \b
    Example:
      nnx-judge sites show practice
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    from app.store.sites import SiteStore

    secret = on_database(
        load_settings(context), lambda database: SiteStore(database).webhook_secret(name)
    )
    _print_secret(name, secret)


@sites.command("rotate-secret")
def rotate_secret(context: typer.Context, name: _Name) -> None:
    """Give a site another webhook secret, and write it to stdout. It signs from now on.

    \b
    Example:
      nnx-judge sites rotate-secret practice
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    from app.store.sites import SiteStore

    secret = on_database(
        load_settings(context), lambda database: SiteStore(database).rotate_webhook_secret(name)
    )
    _print_secret(name, secret)


def _print_secret(name: str, secret: str | None) -> None:
    if secret is None:
        raise BadUsageError(f"no key was made for a site named {name}; see nnx-judge keys list")
    typer.echo(secret)

"""`nnx-judge db`: the tables of a shared database."""

import typer

from app.cli.failures import BadUsageError
from app.cli.printing import print_note
from app.cli.service import store_failures
from app.cli.setup import load_settings

db = typer.Typer(no_args_is_help=True)


@db.callback()
def about() -> None:
    """Upgrade a shared database. `serve` upgrades the embedded one itself.

    \b
    Example:
      nnx-judge db upgrade
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"


@db.command()
def upgrade(context: typer.Context) -> None:
    """Upgrade the tables of NNX_JUDGE_DATABASE_URL to this version. Repeating it is safe.

    Exit code: 0 upgraded, 2 bad usage, 3 the database can't be used.

    \b
    Example:
      NNX_JUDGE_DATABASE_URL=postgresql://... nnx-judge db upgrade
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    settings = load_settings(context)
    if settings.database_url is None:
        raise BadUsageError(
            "NNX_JUDGE_DATABASE_URL is not set; nnx-judge serve upgrades the embedded "
            "database when it starts"
        )
    url = settings.database_url.get_secret_value()

    import asyncio

    from app.auth.key_repository import KeyStore
    from app.database.postgresql import postgresql_database

    async def bring_up_to_date() -> tuple[str, bool]:
        database = postgresql_database(url)
        try:
            await database.migrate()
            return database.name, await KeyStore(database).has_keys()
        finally:
            await database.close()

    with store_failures():
        name, has_keys = asyncio.run(bring_up_to_date())
    print_note(f"{name}: has the tables of this version")
    if not has_keys:
        print_note("It has no API key: make one with nnx-judge keys create --scope admin")

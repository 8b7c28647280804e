"""`nnx-judge db`: the tables of a shared database, and the file of the embedded one."""

import typer

from app.cli.failures import BadUsageError
from app.cli.printing import print_note
from app.cli.service import store_failures
from app.cli.setup import load_settings

db = typer.Typer(no_args_is_help=True)


@db.callback()
def about() -> None:
    """Upgrade a shared database, or compact the embedded one, which `serve` upgrades itself.

    \b
    Examples:
      nnx-judge db upgrade
      nnx-judge db compact
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


@db.command()
def compact(context: typer.Context) -> None:
    """Rewrite the embedded database, without anything that was deleted. The service must not run.

    Needs as much free disk space as the database takes.

    Exit code: 0 done, 2 bad usage, 3 the database can't be used.

    \b
    Example:
      nnx-judge db compact
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    settings = load_settings(context)
    if settings.database_url is not None:
        raise BadUsageError(
            "this is for the embedded database; PostgreSQL removes deleted rows by VACUUM"
        )

    from app.database.data_folder import DATABASE, held_folder
    from app.database.sqlite import compact as compact_file

    if not (settings.data_dir / DATABASE).exists():
        raise BadUsageError(f"there is no database in {settings.data_dir}")
    with store_failures(), held_folder(settings.data_dir) as path:
        compact_file(path)
    print_note(f"{path}: compacted")

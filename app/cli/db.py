"""`nnx-judge db`: the tables of a shared database, and the file of the embedded one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.failures import BadUsageError
from app.cli.printing import print_note
from app.cli.service import store_failures
from app.cli.setup import load_settings, on_database

if TYPE_CHECKING:
    from app.database.database import Database
    from app.settings import Settings

db = typer.Typer(no_args_is_help=True)


@db.callback()
def about() -> None:
    """Upgrade a shared database; back up, restore or compact the embedded one; compress either.

    \b
    Examples:
      nnx-judge db upgrade
      nnx-judge db backup /backups/monday.db
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
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to make.")],
) -> None:
    """Copy the embedded database to a new file. The service may be running.

    The file has everything: submissions, problems with their revisions, keys and secrets. Only its
    owner can read it. What was deleted is not in it.

    Exit code: 0 done, 2 bad usage, 3 the database or the file can't be used.

    \b
    Example:
      nnx-judge db backup /backups/monday.db
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    settings = load_settings(context)
    _require_embedded(settings, "PostgreSQL is backed up by pg_dump")

    from app.database.backup import back_up

    database = _existing(settings)
    with store_failures():
        back_up(database, file)
    print_note(f"{file}: has all of {database}")


@db.command()
def restore(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="The backup.")
    ],
) -> None:
    """Fill the data folder, which must have no database, from a backup. It may be new.

    Exit code: 0 done, 2 bad usage, 3 the backup or the data folder can't be used.

    \b
    Example:
      nnx-judge db restore /backups/monday.db
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    settings = load_settings(context)
    _require_embedded(settings, "PostgreSQL is restored by pg_restore")

    from app.database.backup import restore as restore_file
    from app.database.data_folder import held_folder

    with store_failures(), held_folder(settings.data_dir) as path:
        restore_file(file, path)
    print_note(f"{path}: restored; nnx-judge serve upgrades it if it is of an older version")
    print_note("Erase again what was erased since: see docs/deployment.md, Erasure")


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
    _require_embedded(settings, "PostgreSQL removes deleted rows by VACUUM")

    from app.database.data_folder import held_folder
    from app.database.sqlite import compact as compact_file

    _existing(settings)
    with store_failures(), held_folder(settings.data_dir) as path:
        compact_file(path)
    print_note(f"{path}: compacted")


@db.command()
def compress(context: typer.Context) -> None:
    """Compress what earlier versions stored as it was. The service may be running.

    What is stored now is compressed at once, so this is needed once, after an upgrade from a
    version that did not; it can be interrupted and repeated. The space is used again for what is
    stored next.

    Exit code: 0 done, 2 bad usage, 3 the database can't be used.

    \b
    Example:
      nnx-judge db compress
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    settings = load_settings(context)

    from app.database.recompression import compress_stored

    async def compress_all(database: "Database") -> int:
        return sum([changed async for changed in compress_stored(database)])

    changed = on_database(settings, compress_all)
    print_note(f"compressed the texts of {changed} rows")


def _require_embedded(settings: "Settings", instead: str) -> None:
    if settings.database_url is not None:
        raise BadUsageError(f"this is for the embedded database; {instead}")


def _existing(settings: "Settings") -> Path:
    from app.database.data_folder import DATABASE

    path = settings.data_dir / DATABASE
    if not path.exists():
        raise BadUsageError(f"there is no database in {settings.data_dir}")
    return path

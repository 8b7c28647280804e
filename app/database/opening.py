"""Opening the configured database for as long as it is used."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from app.database.data_folder import DATABASE, held_folder, private_folder
from app.database.database import Database
from app.database.errors import FolderInUseError
from app.database.sqlite import sqlite_database
from app.settings import Settings


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """Open the database, with the tables of this version, and a writable data folder.

    The embedded database is migrated to this version. A shared one is not: others may still use it.

    Raises:
        StoreError: it can't be used, has other tables, or the data folder can't be written.
    """
    if settings.database_url is None:
        with held_folder(settings.data_dir) as path:
            database = sqlite_database(path)
            try:
                await database.migrate()
                yield database
            finally:
                await database.close()
        return
    # Imported here: the driver takes time that the embedded database has no use for.
    from app.database.postgresql import listen, postgresql_database

    private_folder(settings.data_dir)
    url = settings.database_url.get_secret_value()
    database = postgresql_database(url)
    listening = asyncio.create_task(listen(url, database.notices))
    try:
        await database.require_current()
        yield database
    finally:
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
        await database.close()


@asynccontextmanager
async def open_database_beside(settings: Settings) -> AsyncIterator[Database]:
    """Open the database for a command that may run while the service does.

    The command must not touch what the service owns: everything that is queued or judged.

    Raises:
        StoreError: it can't be used, or has other tables.
    """
    async with AsyncExitStack() as stack:
        if settings.database_url is not None:
            from app.database.postgresql import postgresql_database

            shared = postgresql_database(settings.database_url.get_secret_value())
            database = await stack.enter_async_context(_as_it_is(shared))
        else:
            try:
                database = await stack.enter_async_context(open_database(settings))
            except FolderInUseError:
                in_use = sqlite_database(settings.data_dir / DATABASE)
                database = await stack.enter_async_context(_as_it_is(in_use))
        yield database


@asynccontextmanager
async def _as_it_is(database: Database) -> AsyncIterator[Database]:
    try:
        await database.require_current()
        yield database
    finally:
        await database.close()

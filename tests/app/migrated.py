"""Embedded databases that have the tables: to make them takes longer than most tests."""

import asyncio
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from app.database.data_folder import DATABASE
from app.database.opening import open_database
from app.settings import Settings


def make_data_folder(folder: Path) -> None:
    """What a service that was started once has stored."""
    folder.mkdir(mode=0o700)
    (folder / DATABASE).write_bytes(migrated_database())


@cache
def migrated_database() -> bytes:
    """The content of the file."""

    async def migrate(settings: Settings) -> None:
        async with open_database(settings):
            pass

    with TemporaryDirectory() as folder:
        asyncio.run(migrate(Settings(data_dir=Path(folder))))
        return (Path(folder) / DATABASE).read_bytes()

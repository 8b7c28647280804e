"""What the commands load: the settings, the problems, the database."""

import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from app.cli.failures import BadUsageError, unknown_problem, wrong_problems
from app.cli.printing import print_note
from app.cli.service import store_failures

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel

    from app.audit.entry import Actor
    from app.database.database import Database
    from app.settings import Settings
    from graders.problem.package import Problem
    from graders.problem.track import TrackSpec

    _Model = TypeVar("_Model", bound=BaseModel)

_Result = TypeVar("_Result")


def load_settings(context: typer.Context, **given: Any) -> "Settings":
    """Load the settings: the given options (not None), and the environment for the others.

    Notes on stderr which variables of the environment look like settings and are none.

    Raises:
        BadUsageError: one of them is invalid.
    """
    from app.settings import Settings, misspelt_variables

    for told in misspelt_variables(os.environ):
        print_note(told)
    return validated(Settings, "setting", problems_dir=context.obj, **given)


def validated(model: "type[_Model]", what: str, **given: Any) -> "_Model":
    """Build the model from the given options (not None), and its defaults for the others.

    Raises:
        BadUsageError: one of them is invalid.
    """
    from pydantic import ValidationError

    try:
        return model(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        wrong = (f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise BadUsageError(f"wrong {what}: {'; '.join(wrong)}") from None


def on_database(settings: "Settings", act: "Callable[[Database], Awaitable[_Result]]") -> "_Result":
    """Return what `act` returns for the database, which the service may use meanwhile.

    Raises:
        BadUsageError: no service has stored anything where the settings say.
        JudgeFailedError: the database can't be used.
    """
    import asyncio

    from app.database.data_folder import DATABASE
    from app.database.opening import open_database_beside

    # A new one would be of use to nobody: the service has its own elsewhere.
    if settings.database_url is None and not (settings.data_dir / DATABASE).exists():
        raise BadUsageError(
            f"{settings.data_dir.absolute()}: has no service's data: run this where the service "
            "runs, set NNX_JUDGE_DATA_DIR or NNX_JUDGE_DATABASE_URL as it does, or start "
            "nnx-judge serve here first"
        )

    async def opened() -> "_Result":
        async with open_database_beside(settings) as database:
            return await act(database)

    with store_failures():
        return asyncio.run(opened())


def acting_user() -> "Actor":
    """Who runs the command, as the audit log names them: USER@HOST."""
    import getpass
    import os
    import socket

    from app.audit.entry import Actor

    try:
        user = getpass.getuser()
    # A user that has no name here: Python 3.13 raises OSError, earlier ones KeyError.
    except (KeyError, OSError):
        user = str(os.getuid())
    return Actor("command", origin=f"{user}@{socket.gethostname()}")


def load_all_problems(settings: "Settings") -> "dict[str, Problem]":
    """Every problem, by name.

    Raises:
        BadUsageError: the folder has none, or one that is wrong.
    """
    from graders.problem.package import load_problems

    with _package_failures():
        return load_problems(settings.problems_dir)


def load_named_problem(settings: "Settings", name: str) -> "Problem":
    """The problem of this name, even if others are wrong.

    Raises:
        BadUsageError: there is none, or it is wrong.
    """
    from graders.problem.package import load_problem

    with _package_failures():
        return load_problem(problem_folder(settings, name))


def problem_folder(settings: "Settings", name: str) -> "Path":
    """The folder of the problem of this name.

    Raises:
        BadUsageError: there is none.
    """
    from graders.problem.package import package_folders

    with _package_failures():
        folders = {folder.name: folder for folder in package_folders(settings.problems_dir)}
    if name not in folders:
        raise unknown_problem(name, list(folders))
    return folders[name]


def load_problem_track(settings: "Settings") -> "TrackSpec | None":
    """The track of the problems; None if they have none.

    Raises:
        BadUsageError: it is wrong.
    """
    from graders.problem.track import load_track

    with _package_failures():
        return load_track(settings.problems_dir)


@contextmanager
def _package_failures() -> Iterator[None]:
    from graders.problem.files import ProblemError

    try:
        yield
    except (ProblemError, OSError) as error:
        raise wrong_problems(error) from None

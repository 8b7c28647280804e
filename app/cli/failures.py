"""How a command ends: the exit codes, and the errors that lead to them."""

from collections.abc import Sequence
from enum import IntEnum
from typing import ClassVar

from graders.core.near_names import instead_of


class ExitCode(IntEnum):
    """The exit codes of the command."""

    GOOD = 0
    NOT_ACCEPTED = 1
    BAD_USAGE = 2
    JUDGE_FAILED = 3


class CommandError(Exception):
    """A command can't go on; the message is for the user."""

    exit_code: ClassVar[ExitCode]


class BadUsageError(CommandError):
    """The arguments, or a file that they name, can't be used."""

    exit_code = ExitCode.BAD_USAGE


class JudgeFailedError(CommandError):
    """The judge itself failed: this says nothing about the submission."""

    exit_code = ExitCode.JUDGE_FAILED


def unknown_problem(name: str, names: Sequence[str]) -> BadUsageError:
    """The error for a problem that is none of those that there are."""
    return BadUsageError(f"no problem is named {name}{instead_of(name, names)}")


def wrong_problems(error: Exception) -> BadUsageError:
    """Convert an error in the problems to one that ends the command."""
    from graders.problem.files import NoProblemsError

    if isinstance(error, NoProblemsError):
        return BadUsageError(
            f"{error}; set NNX_JUDGE_PROBLEMS_DIR to a folder of problems, or use "
            "`nnx-judge --problems-dir FOLDER ...`"
        )
    return BadUsageError(str(error))

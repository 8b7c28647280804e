"""How a command ends: the exit codes, and the errors that lead to them."""

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What the shell gets to know."""

    GOOD = 0
    NOT_ACCEPTED = 1
    BAD_USAGE = 2
    JUDGE_FAILED = 3


class CommandError(Exception):
    """A command can't go on; the message is for whoever typed it."""

    exit_code: ClassVar[ExitCode]


class BadUsageError(CommandError):
    """What was typed, or a file that it names, can't be used."""

    exit_code = ExitCode.BAD_USAGE


class JudgeFailedError(CommandError):
    """The judge can't work, which says nothing about any submission."""

    exit_code = ExitCode.JUDGE_FAILED


def wrong_problems(error: Exception) -> BadUsageError:
    """How a command ends that can't use the problems, by the error that told so."""
    from graders.problem.package import NoProblemsError

    if isinstance(error, NoProblemsError):
        return BadUsageError(
            f"{error}; name a folder of problems with NNX_JUDGE_PROBLEMS_DIR, or with "
            "`nnx-judge --problems-dir FOLDER ...`"
        )
    return BadUsageError(str(error))

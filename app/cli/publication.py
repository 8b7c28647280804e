"""Trying out a problem before it is taken in."""

from typing import TYPE_CHECKING

import typer

from app.cli.failures import ExitCode, JudgeFailedError
from app.cli.judging import started_judge, starting_sandbox
from app.cli.printing import errors, line

if TYPE_CHECKING:
    from app.settings import Settings
    from graders.problem.package import Problem


def try_out(settings: "Settings", problem: "Problem") -> None:
    """Run what learners would meet; end the command with what is wrong.

    Raises:
        Exit: something is wrong; it was written to stderr.
        JudgeFailedError: it can't be tried here.
    """
    from graders.verification.check import CheckFailedError
    from graders.verification.publication import check_publication

    try:
        with (
            starting_sandbox() as starting,
            started_judge(settings, starting, keep_warm=True) as judge,
            errors.status("Running the reference and the examples on every case"),
        ):
            report = check_publication(judge, problem)
    except CheckFailedError as error:
        raise JudgeFailedError(str(error)) from None
    if report.ready:
        return
    errors.print(line(f"{problem.name} was not taken in; --force does so all the same:"))
    for finding in report.findings:
        errors.print(line(f"  {finding.message}"), soft_wrap=True)
    raise typer.Exit(ExitCode.NOT_ACCEPTED)

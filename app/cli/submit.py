"""`nnx-judge submit`: send one file to a service, and follow its judging."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.failures import BadUsageError, ExitCode, JudgeFailedError
from app.cli.options import AsJson
from app.cli.printing import errors, output, print_json, print_note
from app.cli.source import problem_for, read_source

if TYPE_CHECKING:
    from app.client import Client
    from app.reviews.schemas import Review
    from app.submissions.schemas import CancelledSubmission, FinishedSubmission


def submit(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The Python file to submit.")],
    url: Annotated[
        str,
        typer.Option(
            envvar="NNX_JUDGE_URL",
            metavar="URL",
            help="The service, such as https://judge.example.",
        ),
    ],
    key: Annotated[
        str | None,
        typer.Option(
            envvar="NNX_JUDGE_KEY",
            metavar="KEY",
            help="An API key. Other users of this machine see options: prefer the environment.",
        ),
    ] = None,
    problem: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The problem. Default: the one whose function the file defines.",
        ),
    ] = None,
    review: Annotated[
        bool,
        typer.Option(
            "--review", help="Also show the smallest failing input, and remarks on the code."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Submit one file to a service, and show the verdict on each case as it comes.

    Exit code: 0 accepted, 1 not accepted, 2 bad usage, 3 the judge failed or can't be reached.

    \b
    Examples:
      nnx-judge submit mine.py --url https://judge.example --review
      nnx-judge submit mine.py --problem add_layer_warm_start --json > verdict.json
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    source = read_source(file)

    from app.cli.verdict_view import review_view, verdict_view
    from app.client import BadRequestError, Client, ClientError, NotAllowedError, NotFoundError
    from app.submissions.schemas import CancelledSubmission, FinishedSubmission
    from graders.core.verdict import Outcome

    try:
        client = Client(url, key)
    except ValueError as error:
        raise BadUsageError(f"--url: {error}") from None
    try:
        with client:
            if problem is None:
                names = {each.name: each.defines for each in client.problems()}
                problem, reason = problem_for(names, source)
                print_note(f"Problem: {problem} ({reason})")
            ended = _followed(client, client.submit(problem, source).id)
            reviewed = None
            if review and isinstance(ended, FinishedSubmission):
                reviewed = _reviewed(client, ended.id)
    except (BadRequestError, NotAllowedError, NotFoundError) as error:
        raise BadUsageError(str(error)) from None
    except ClientError as error:
        raise JudgeFailedError(str(error)) from None
    if as_json:
        document = ended.model_dump(mode="json")
        if reviewed is not None:
            document["review"] = reviewed.model_dump(mode="json")
        print_json(document)
    if isinstance(ended, CancelledSubmission):
        raise JudgeFailedError("the submission was cancelled")
    if ended.verdict is Outcome.JUDGE_ERROR:
        raise JudgeFailedError(ended.message)
    if not as_json:
        output.print(verdict_view(ended))
        if reviewed is not None:
            output.print(review_view(reviewed), end="")
    if ended.verdict is not Outcome.ACCEPTED:
        raise typer.Exit(ExitCode.NOT_ACCEPTED)


def _reviewed(client: "Client", submission_id: str) -> "Review":
    with errors.status("Reviewing"):
        while not (review := client.review(submission_id)).has_ended:
            pass  # It was waited for: as long as the service lets one wait.
    if review.status == "failed":
        print_note("The judge failed at the review; the verdict stands.")
    return review


def _followed(client: "Client", submission_id: str) -> "FinishedSubmission | CancelledSubmission":
    """The submission once it has ended; on a terminal its cases are shown until then."""
    from rich.console import Group
    from rich.live import Live

    from app.cli.printing import line
    from app.cli.verdict_view import case_table
    from app.client import CaseFinished, Ended, StatusChanged

    cases = []
    state = line("Sent", "dim")
    # On stderr, and gone afterwards: stdout gets the verdict and nothing else.
    with Live(state, console=errors, transient=True) as live:
        for event in client.events(submission_id):
            match event:
                case StatusChanged(status=status):
                    state = line(f"{status.capitalize()}…", "dim")
                case CaseFinished(case=case, total=total):
                    cases.append(case)
                    state = line(f"{len(cases)} of {total} cases…", "dim")
                case Ended(submission=ended):
                    return ended
            live.update(Group(case_table(cases), state) if cases else state)
    raise AssertionError("events end with the submission's")

"""`nnx-judge submit`: send one file to a service, and follow its judging."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from app.cli.completion import problem_names
from app.cli.failures import BadUsageError, ExitCode, JudgeFailedError, unknown_problem
from app.cli.options import AsJson
from app.cli.printing import errors, output, print_json, print_note
from app.cli.source import problem_for, read_source

if TYPE_CHECKING:
    from pydantic import BaseModel

    from nnx_judge_client import CancelledSubmission, Client, FinishedSubmission, Submission
    from nnx_judge_client.models import Review

_Judged = TypeVar("_Judged", bound="BaseModel")


def submit(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="The Python file to submit; - reads it from stdin."),
    ],
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
            autocompletion=problem_names,
            help="The problem. Default: the one whose function the file defines.",
        ),
    ] = None,
    review: Annotated[
        bool,
        typer.Option(
            "--review", help="Also show the smallest failing input, and remarks on the code."
        ),
    ] = False,
    test: Annotated[
        bool,
        typer.Option(
            "--test", help="Count it in no statistics; this needs a key with the scope author."
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
      nnx-judge submit - --url https://judge.example < mine.py
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    source = read_source(file)

    from app.cli.verdict_view import review_view, verdict_view
    from app.reviews.schemas import Review
    from graders.core.verdict import Verdict
    from nnx_judge_client import (
        BadRequestError,
        CancelledSubmission,
        Client,
        ClientError,
        FinishedSubmission,
        NotAllowedError,
        NotFoundError,
        Outcome,
    )

    try:
        client = Client(url, key)
    except ValueError as error:
        raise BadUsageError(f"--url: {error}") from None
    try:
        with client:
            # A service that does not answer is asked again for half a minute.
            with errors.status("Connecting"):
                stored = _stored(client, problem, source, test=test)
            ended = _followed(client, stored.id)
            reviewed = None
            if review and isinstance(ended, FinishedSubmission):
                reviewed = _reviewed(client, ended.id)
    except NotAllowedError as error:
        raise BadUsageError(f"{error} (the key comes from NNX_JUDGE_KEY or --key)") from None
    except (BadRequestError, NotFoundError) as error:
        raise BadUsageError(str(error)) from None
    except ClientError as error:
        raise JudgeFailedError(str(error)) from None
    if as_json:
        document = json.loads(ended.model_dump_json())
        if reviewed is not None:
            document["review"] = json.loads(reviewed.model_dump_json())
        print_json(document)
    if isinstance(ended, CancelledSubmission):
        raise JudgeFailedError("the submission was cancelled")
    if ended.verdict is Outcome.JUDGE_ERROR:
        raise JudgeFailedError(ended.message)
    if not as_json:
        output.print(verdict_view(_as_judged(Verdict, ended)))
        if reviewed is not None:
            output.print(review_view(_as_judged(Review, reviewed)), end="")
    if ended.verdict is not Outcome.ACCEPTED:
        raise typer.Exit(ExitCode.NOT_ACCEPTED)


def _stored(client: "Client", problem: str | None, source: str, *, test: bool) -> "Submission":
    from nnx_judge_client import NotFoundError

    if problem is None:
        names = {each.name: each.defines for each in client.problems()}
        problem, reason = problem_for(names, source)
        print_note(f"Problem: {problem} ({reason})")
    try:
        # An older service does not know the field.
        return client.submit(problem, source, test=True) if test else client.submit(problem, source)
    except NotFoundError:
        raise unknown_problem(problem, [each.name for each in client.problems()]) from None


def _as_judged(kind: type[_Judged], answer: "BaseModel") -> _Judged:
    """Convert what a service answers into the judge's own type.

    Raises:
        JudgeFailedError: the service has values that this version does not know.
    """
    from pydantic import ValidationError

    try:
        return kind.model_validate_json(answer.model_dump_json(), extra="ignore")
    except ValidationError:
        raise JudgeFailedError("the service is of another version: try --json") from None


def _reviewed(client: "Client", submission_id: str) -> "Review":
    with errors.status("Reviewing"):
        # Each is waited for: as long as the service lets one wait.
        while (review := client.review(submission_id)).status not in ("finished", "failed"):
            pass
    if review.status == "failed":
        print_note("The judge failed at the review; the verdict stands.")
    return review


def _followed(client: "Client", submission_id: str) -> "FinishedSubmission | CancelledSubmission":
    """The submission once it has ended; on a terminal its cases are shown until then."""
    from rich.console import Group
    from rich.live import Live

    from app.cli.printing import line
    from app.cli.verdict_view import case_table
    from graders.core.verdict import CaseVerdict
    from nnx_judge_client import CaseFinishedEvent, StatusChangedEvent

    cases: list[CaseVerdict] = []
    state = line("Sent", "dim")
    # On stderr, and gone afterwards: stdout gets the verdict and nothing else.
    with Live(state, console=errors, transient=True) as live:
        for event in client.events(submission_id):
            match event:
                case StatusChangedEvent(data=data):
                    state = line(f"{data.status.capitalize()}…", "dim")
                case CaseFinishedEvent(data=data):
                    cases.append(_as_judged(CaseVerdict, data.case))
                    state = line(f"{len(cases)} of {data.total} cases…", "dim")
                case _:
                    return event.data
            live.update(Group(case_table(cases), state) if cases else state)
    raise AssertionError("events end with the submission's")

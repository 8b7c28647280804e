"""Sending what a notebook defines, and following its judging."""

import difflib
import inspect
import sys
from collections.abc import Callable, Collection, Sequence

from nnx_judge_client._sync.client import Client
from nnx_judge_client.errors import ClientError
from nnx_judge_client.models import (
    CancelledEvent,
    CaseFinishedEvent,
    ProblemSummary,
    StatusChangedEvent,
    VerdictEvent,
)
from nnx_judge_client.notebook._cells import Cells
from nnx_judge_client.notebook._checked import Checked
from nnx_judge_client.notebook._errors import CheckError, told
from nnx_judge_client.notebook._progress import Progress
from nnx_judge_client.notebook._settings import setting
from nnx_judge_client.notebook._shell import notebook


def check(
    defined: object, problem: str | None = None, *, url: str | None = None, key: str | None = None
) -> Checked:
    """Submit a function or a class, and return its verdict, which notebooks show as a page does.

    Sent is its newest definition, with the imports, helpers and constants that it uses, from
    whichever cells they are: `source` of what is returned. Where a problem asks for several names,
    the others go with it.

    Args:
        defined: the function or the class.
        problem: the problem's name; None for the one that asks for a function of that name.
        url: of the service; None for `NNX_JUDGE_URL` in the environment or in Colab's secrets.
        key: an API key or a learner token; None for `NNX_JUDGE_KEY` there, or for none.

    Raises:
        CheckError: there is no verdict; the message says what to do.
    """
    cells, name = _definition(defined)

    def fits(defines: Collection[str]) -> bool:
        return name in defines and cells.names.issuperset(defines)

    with _connected(url, key) as judge, Progress() as progress:
        try:
            how = f"No problem asks for `{name}`", "check(..., problem=NAME)"
            chosen = _chosen(judge.problems(), problem, fits, *how)
            source = cells.defining({name, *chosen.defines})
            return _judged(judge, chosen.name, source, progress)
        except ClientError as error:
            raise told(error) from None


def check_last(cells: Cells, problem: str | None) -> Checked:
    """Submit the last cell with all that it uses of others, and return the verdict.

    Args:
        cells: all that were run.
        problem: the problem's name; None for the one that asks for what the cell defines.

    Raises:
        CheckError: there is no verdict; the message says what to do.
    """
    with _connected(None, None) as judge, Progress() as progress:
        try:
            how = "No problem asks for what this cell defines", "%%check NAME"
            fits = cells.names_of_last_cell.issuperset
            chosen = _chosen(judge.problems(), problem, fits, *how)
            return _judged(judge, chosen.name, cells.last_cell(), progress)
        except ClientError as error:
            raise told(error) from None


def _definition(defined: object) -> tuple[Cells, str]:
    """Find where something was defined, in the notebook or in a file, and its name there."""
    shell = notebook()
    home = getattr(inspect.unwrap(defined), "__module__", None) if callable(defined) else None
    if shell is not None and home in (None, shell.user_ns["__name__"]):
        names = shell.user_ns
        cells = Cells(shell.history_manager.input_hist_parsed, shell.transform_cell)
    else:
        module = sys.modules.get(home or "")
        if module is None or not getattr(module, "__file__", None):
            raise CheckError("check takes a function or a class that a notebook or a file defines")
        names, cells = vars(module), Cells([inspect.getsource(module)])
    own = getattr(defined, "__name__", "")
    known = [name for name, each in names.items() if each is defined and name[0] != "_"]
    if not known:
        raise CheckError("check takes a function or a class by the name that it is defined by")
    return cells, own if own in known else known[0]


def _connected(url: str | None, key: str | None) -> Client:
    address = setting("NNX_JUDGE_URL", url)
    if address is None:
        where = "give check a url=, or set NNX_JUDGE_URL in the environment or in Colab's secrets"
        raise CheckError(f"where is the judge? {where}")
    try:
        return Client(address, setting("NNX_JUDGE_KEY", key))
    except ValueError as error:
        raise CheckError(str(error)) from None


def _chosen(
    problems: Sequence[ProblemSummary],
    named: str | None,
    fits: Callable[[Collection[str]], bool],
    none_fits: str,
    naming: str,
) -> ProblemSummary:
    """Find the problem of this name, or else the only one that fits.

    Raises:
        CheckError: there is none, or there are several.
    """
    by_name = {each.name: each for each in problems}
    if named is not None:
        if named in by_name:
            return by_name[named]
        similar = difflib.get_close_matches(named, by_name)
        choice = f"Did you mean {' or '.join(similar)}?" if similar else _listed(by_name)
        raise CheckError(f"There is no problem {named}. {choice}")
    fitting = [each for each in problems if fits(each.defines)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        several = ", ".join(each.name for each in fitting)
        raise CheckError(f"Several problems fit, so name one by {naming}: {several}")
    raise CheckError(f"{none_fits}: name one by {naming}. {_listed(by_name)}")


def _listed(names: Collection[str]) -> str:
    return f"There are: {', '.join(names)}"


def _judged(judge: Client, problem: str, source: str, progress: Progress) -> Checked:
    stored = judge.submit(problem, source)
    for event in judge.events(stored.id):
        match event:
            case StatusChangedEvent(data=data):
                progress.say(f"{data.status.capitalize()}…")
            case CaseFinishedEvent(data=data):
                progress.say(f"{data.index + 1} of {data.total} cases…")
            case VerdictEvent(data=ended) | CancelledEvent(data=ended):
                return Checked(ended, source)
    raise AssertionError("events end with the submission's")

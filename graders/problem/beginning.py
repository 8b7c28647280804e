"""Beginning a problem: its first files, from what is known of it."""

from graders.problem.files import ProblemError
from graders.problem.scaffold.skeleton import NewProblem, skeleton


def first_files(new: NewProblem) -> dict[str, str]:
    """The files of a new problem by their paths: small, complete, passing its checks.

    Raises:
        ProblemError: the name, the title or the parameters can't be used.
    """
    try:
        return skeleton(new)
    except ValueError as error:
        raise ProblemError(str(error)) from None

"""Errors about problems, their revisions and their cases."""

from http import HTTPStatus

from app.core.errors import ApiError, UnsupportedMediaTypeError, WorkLimitError


class UnknownProblemError(ApiError):
    """No problem has this name."""

    status = HTTPStatus.NOT_FOUND
    kind = "unknown-problem"
    title = "Unknown problem"
    sentence = "No problem has this name; /api/v1/problems lists them."


class ProblemExistsError(ApiError):
    """A problem of this name already exists."""

    status = HTTPStatus.CONFLICT
    kind = "problem-exists"
    title = "Problem exists"
    sentence = "There is a problem of this name already, archived or not: update it."


class UnknownRevisionError(ApiError):
    """The problem has no such revision."""

    status = HTTPStatus.NOT_FOUND
    kind = "unknown-revision"
    title = "Unknown revision"
    sentence = "The problem has no such revision; its /revisions lists them."


class UnknownCaseError(ApiError):
    """The problem has no case or generator of this name."""

    status = HTTPStatus.NOT_FOUND
    kind = "unknown-case"
    title = "Unknown case"
    sentence = "The problem has no such entry of this name; its /cases lists them."


class UnknownExampleError(ApiError):
    """The problem has no example of this name."""

    status = HTTPStatus.NOT_FOUND
    kind = "unknown-example"
    title = "Unknown example"
    sentence = "The problem has no example of this name; its /content lists them."


class RevisionChangedError(ApiError):
    """The problem is at another revision than the one that the change was made for."""

    status = HTTPStatus.PRECONDITION_FAILED
    kind = "revision-changed"
    title = "Revision changed"
    sentence = "The problem is at revision {current} by now: make the change for that one."

    def __init__(self, current: str) -> None:
        super().__init__(current=current)


class InvalidProblemError(ApiError):
    """The package can't be used; `said` names file, key and what is wrong, in English."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    kind = "invalid-problem"
    title = "Invalid problem"
    sentence = "{said}"
    is_of_body = True


class NameNotIdentifierError(InvalidProblemError):
    """The problem's name is no identifier."""

    sentence = "A problem's name is an identifier."


class PackageOfAnotherError(InvalidProblemError):
    """The package is of another problem."""

    sentence = "The package is of {package}, not of {problem}."

    def __init__(self, package: str, problem: str) -> None:
        super().__init__(package=package, problem=problem)


class TooMuchToReadError(InvalidProblemError):
    """Reading the package, or the case for it, takes too much."""

    sentence = (
        "It is too much to read: that takes more than {cpu_limit_s} s of processor time or "
        "{memory_limit_mb} MiB."
    )

    def __init__(self, limits: WorkLimitError) -> None:
        super().__init__(**limits.parameters)


class NothingToPublishError(ApiError):
    """The problem has no draft."""

    status = HTTPStatus.CONFLICT
    kind = "nothing-to-publish"
    title = "Nothing to publish"
    sentence = "The problem has no draft: all changes are live."


class NeverPublishedError(ApiError):
    """The revision has never been live."""

    status = HTTPStatus.CONFLICT
    kind = "never-published"
    title = "Never published"
    sentence = "The revision was never live: publish it, so that it is checked first."


class NotPublishableError(ApiError):
    """The check before the publication found something wrong; `said` is what, in English."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    kind = "not-publishable"
    title = "Not publishable"
    sentence = "The change is kept as a draft, which can't go live:\n{said}"

    def __init__(self, said: str) -> None:
        super().__init__(said=said)


class NeitherZipNorJsonError(UnsupportedMediaTypeError):
    """A package is sent as a zip file or as JSON."""

    sentence = (
        "Send Content-Type: application/zip, or Content-Type: application/json with name and files."
    )

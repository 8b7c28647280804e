"""Errors about problems, their revisions and their cases."""

from http import HTTPStatus

from app.core.errors import ApiError


class UnknownProblemError(ApiError):
    """No problem has this name."""

    status = HTTPStatus.NOT_FOUND
    kind = "unknown-problem"
    title = "Unknown problem"

    def __init__(self) -> None:
        super().__init__("No problem has this name; /api/v1/problems lists them.")


class ProblemExistsError(ApiError):
    """A problem of this name already exists."""

    status = HTTPStatus.CONFLICT
    kind = "problem-exists"
    title = "Problem exists"

    def __init__(self) -> None:
        super().__init__("There is a problem of this name already, archived or not: update it.")


class UnknownRevisionError(ApiError):
    """The problem has no such revision."""

    status = HTTPStatus.NOT_FOUND
    kind = "unknown-revision"
    title = "Unknown revision"

    def __init__(self) -> None:
        super().__init__("The problem has no such revision; its /revisions lists them.")


class UnknownCaseError(ApiError):
    """The problem has no case or generator of this name."""

    status = HTTPStatus.NOT_FOUND
    kind = "unknown-case"
    title = "Unknown case"

    def __init__(self) -> None:
        super().__init__("The problem has no such entry of this name; its /cases lists them.")


class UnknownExampleError(ApiError):
    """The problem has no example of this name."""

    status = HTTPStatus.NOT_FOUND
    kind = "unknown-example"
    title = "Unknown example"

    def __init__(self) -> None:
        super().__init__("The problem has no example of this name; its /content lists them.")


class RevisionChangedError(ApiError):
    """The problem is at another revision than the one that the change was made for."""

    status = HTTPStatus.PRECONDITION_FAILED
    kind = "revision-changed"
    title = "Revision changed"

    def __init__(self, current: str) -> None:
        super().__init__(
            f"The problem is at revision {current} by now: make the change for that one."
        )


class InvalidProblemError(ApiError):
    """The package can't be used; `detail` names file, key and reason."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    kind = "invalid-problem"
    title = "Invalid problem"
    is_of_body = True


class NothingToPublishError(ApiError):
    """The problem has no draft."""

    status = HTTPStatus.CONFLICT
    kind = "nothing-to-publish"
    title = "Nothing to publish"

    def __init__(self) -> None:
        super().__init__("The problem has no draft: all changes are live.")


class NeverPublishedError(ApiError):
    """The revision has never been live."""

    status = HTTPStatus.CONFLICT
    kind = "never-published"
    title = "Never published"

    def __init__(self) -> None:
        super().__init__("The revision was never live: publish it, so that it is checked first.")


class NotPublishableError(ApiError):
    """The check before the publication found something wrong; `detail` says what."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    kind = "not-publishable"
    title = "Not publishable"

    def __init__(self, wrong: str) -> None:
        super().__init__(f"The change is kept as a draft, which can't go live:\n{wrong}")

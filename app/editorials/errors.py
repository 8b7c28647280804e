"""Errors about hints and editorials."""

from http import HTTPStatus

from app.core.errors import ApiError


class NoEditorialError(ApiError):
    """The problem has no editorial."""

    status = HTTPStatus.NOT_FOUND
    kind = "no-editorial"
    title = "No editorial"

    def __init__(self) -> None:
        super().__init__("The problem has no editorial.")


class NoHintError(ApiError):
    """The problem has no hint of this number."""

    status = HTTPStatus.NOT_FOUND
    kind = "no-hint"
    title = "No such hint"

    def __init__(self, count: int) -> None:
        super().__init__(
            f"The problem's hints are numbered from 1 to {count}."
            if count
            else "The problem has no hints."
        )


class EditorialClosedError(ApiError):
    """The learner may not read the editorial yet."""

    status = HTTPStatus.FORBIDDEN
    kind = "editorial-closed"
    title = "The editorial is closed"

    def __init__(self, opens: str) -> None:
        super().__init__(opens)

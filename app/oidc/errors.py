"""Why a sign-in at a provider does not succeed, in words for whoever tries."""

from collections.abc import Mapping
from http import HTTPStatus

from app.jose.errors import Fault, IdTokenError

_AGAIN = "Begin once more."


class ProviderSignInError(Exception):
    """A sign-in did not succeed. The message says why, and what can be done about it."""

    status = HTTPStatus.FORBIDDEN
    title = "You are not signed in"


class UnreachableProviderError(ProviderSignInError):
    """The provider does not answer, or not as it has to; the log says how."""

    status = HTTPStatus.BAD_GATEWAY

    def __init__(self) -> None:
        super().__init__(
            "The service that you sign in with does not answer as it should. Try again in a "
            "moment; if it stays so, tell whoever runs the judge."
        )


class SignInRefusedError(ProviderSignInError):
    """Whoever tries to sign in is refused."""


class NotBegunError(SignInRefusedError):
    """The sign-in was not begun by this browser, or too long ago, or is over."""

    def __init__(self) -> None:
        super().__init__(
            "This sign-in was not begun in this browser, was begun too long ago, or is over. "
            f"{_AGAIN} Your browser has to allow cookies for this address."
        )


class ProviderSaysError(SignInRefusedError):
    """The provider itself refused to sign the user in."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The service that you sign in with refused: it answered {code!r}.")


class CodeRefusedError(SignInRefusedError):
    """The provider does not take its code back: it was used before, or has expired."""

    def __init__(self) -> None:
        super().__init__(f"This sign-in was used before, or took too long. {_AGAIN}")


class BadIdTokenError(SignInRefusedError):
    """What the provider says of the user does not hold."""

    _SENTENCES: Mapping[Fault, str] = {
        "signature": "is not signed by one of its keys",
        "issuer": "comes from another service",
        "audience": "is for another application",
        "expired": "has expired",
        "nonce": "belongs to another sign-in",
        "content": "can't be understood",
    }

    def __init__(self, error: IdTokenError) -> None:
        super().__init__(
            "What the service that you sign in with says of you "
            f"{self._SENTENCES[error.fault]}. {_AGAIN}"
        )


class NobodyError(SignInRefusedError):
    """The provider does not say who the user is."""

    def __init__(self, claim: str) -> None:
        super().__init__(
            f"The service that you sign in with did not say who you are: your account has no "
            f"{claim!r} that can be used. Whoever runs the judge can choose another claim."
        )


class UnverifiedEmailError(SignInRefusedError):
    """Users are named by their e-mail address, and this one may be somebody else's."""

    def __init__(self) -> None:
        super().__init__(
            "The service that you sign in with has not verified your e-mail address. Have it do "
            "that first."
        )


class InstructorRevokedError(SignInRefusedError):
    """An administrator has revoked what this instructor was given."""

    def __init__(self) -> None:
        super().__init__("Your access was revoked here. Ask whoever runs the judge.")

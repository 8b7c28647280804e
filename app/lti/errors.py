"""Why a launch is refused, in words for whoever followed a link in their course."""

from http import HTTPStatus

_AGAIN = "Open the link in your course once more."
_OPERATOR = "Whoever runs the judge has to add it with nnx-judge lti platforms add."


class LaunchError(Exception):
    """A launch is refused. The message says why, and what can be done about it."""

    status = HTTPStatus.FORBIDDEN
    title = "This link can't be opened"


class BadFormError(LaunchError):
    """What the platform sent is not what LTI 1.3 asks for."""

    status = HTTPStatus.BAD_REQUEST

    def __init__(self, what: str) -> None:
        super().__init__(f"The learning platform sent something that is not LTI 1.3: {what}.")


class PlatformSaysError(LaunchError):
    """The platform itself refused to say who the user is."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The learning platform did not sign you in: it answered {code!r}.")


class UnknownPlatformError(LaunchError):
    """Nobody registered this platform."""

    def __init__(self) -> None:
        super().__init__(f"This learning platform is not known here. {_OPERATOR}")


class AmbiguousPlatformError(LaunchError):
    """The platform is registered several times, and does not say which registration it means."""

    status = HTTPStatus.BAD_REQUEST

    def __init__(self) -> None:
        super().__init__(
            "The learning platform is registered here several times, and did not send the "
            "client_id that says which of them is meant."
        )


class UnknownDeploymentError(LaunchError):
    """The platform is known, and the place where it uses the judge is not."""

    def __init__(self) -> None:
        super().__init__(
            f"The judge is not registered for this part (deployment) of the platform. {_OPERATOR}"
        )


class UnknownStateError(LaunchError):
    """The launch was not begun here, or too long ago."""

    def __init__(self) -> None:
        super().__init__(f"This launch was not begun here, or too long ago. {_AGAIN}")


class OtherBrowserError(LaunchError):
    """The launch was not begun by this browser, or the browser did not keep the cookie."""

    def __init__(self) -> None:
        super().__init__(
            "Your browser did not keep the cookie that shows that you began this yourself. Allow "
            "cookies for this address, or ask your teacher to have the link open in a new window."
        )


class BadSignatureError(LaunchError):
    """The message is not signed by a key of the platform."""

    def __init__(self) -> None:
        super().__init__("The message is not signed by a key of the learning platform.")


class ForeignAudienceError(LaunchError):
    """The message is for another tool."""

    def __init__(self) -> None:
        super().__init__("The message of the learning platform is for another tool.")


class ForeignIssuerError(LaunchError):
    """The message is from another platform than the one that the launch began at."""

    def __init__(self) -> None:
        super().__init__("The message comes from another platform than the one you began at.")


class ExpiredMessageError(LaunchError):
    """The message has expired."""

    def __init__(self) -> None:
        super().__init__(f"The message of the learning platform has expired. {_AGAIN}")


class ReplayedError(LaunchError):
    """The message was used before, or belongs to another launch."""

    def __init__(self) -> None:
        super().__init__(f"This launch was used before. {_AGAIN}")


class NobodyError(LaunchError):
    """The platform does not say who the user is."""

    def __init__(self) -> None:
        super().__init__(
            "The learning platform did not say who you are. Sign in there, and open the link again."
        )


class NoTargetError(LaunchError):
    """The link leads to no problem, and to no assignment."""

    status = HTTPStatus.NOT_FOUND

    def __init__(self) -> None:
        super().__init__(
            "The link names no problem and no assignment. Choose one when you add the link to the "
            "course, or give the link the custom parameter problem=NAME or assignment=ID."
        )


class UnreachablePlatformError(LaunchError):
    """The platform's keys can't be read."""

    status = HTTPStatus.BAD_GATEWAY

    def __init__(self) -> None:
        super().__init__(f"The learning platform's keys can't be read at the moment. {_AGAIN}")

"""Why a connection failed, in words that say what to do about it."""

import socket
import ssl
from collections.abc import Iterator

import httpx


def why(error: httpx.TransportError, host: str) -> tuple[str, bool]:
    """Say why a request was not answered, and whether trying again can't help.

    Args:
        error: as httpx raises it; the system's own error is among its causes.
        host: the host and the port that were asked.
    """
    for cause in _causes(error):
        match cause:
            case socket.gaierror(errno=number):
                said = f"the host {host} is not known: check the address, and the network"
                return said, number == socket.EAI_NONAME
            case ssl.SSLCertVerificationError(verify_message=reason):
                said = f"the certificate of {host} is not trusted ({reason}): check the address"
                own = "for an authority of your own, name its file in SSL_CERT_FILE"
                return f"{said}; {own}", True
            case ssl.SSLError():
                said = f"{host} does not speak HTTPS: check the address, and try http://"
                return said, True
            case ConnectionRefusedError():
                said = f"nothing listens at {host}: check the address, and that the service runs"
                return said, False
    match error:
        case httpx.ConnectTimeout():
            said = f"no connection to {host} in time: check the address, and the network"
        case httpx.TimeoutException():
            said = f"no answer from {host} in time: try again later"
        case httpx.RemoteProtocolError():
            said = f"{host} ended the connection without an answer: try again, or with https://"
        case _:
            said = f"no connection to {host} ({type(error).__name__}): check the address"
    return said, False


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the errors that led to this one."""
    cause = error.__cause__ or error.__context__
    # asyncio tries several addresses of a host together.
    causes = cause.exceptions if isinstance(cause, BaseExceptionGroup) else (cause,)
    for each in causes:
        if each is not None:
            yield each
            yield from _causes(each)

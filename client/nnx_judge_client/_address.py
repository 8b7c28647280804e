"""The service's address and the client's identity."""

from importlib.metadata import version

import httpx


def checked_url(url: str) -> httpx.URL:
    """Parse the address of a service.

    Raises:
        ValueError: it is not an HTTP URL.
    """
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL:
        address = httpx.URL()
    if address.scheme not in ("http", "https") or not address.host:
        # Don't quote the address: it may contain a password.
        raise ValueError("a service's address must look like https://HOST or http://HOST:PORT")
    return address


def headers_for(key: str | None) -> dict[str, str]:
    """The headers of every request."""
    agent = {"User-Agent": f"nnx-judge-client/{version('nnx-judge-client')}"}
    return agent if key is None else agent | {"Authorization": f"Bearer {key}"}

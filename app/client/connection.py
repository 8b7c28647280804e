"""Where the service is, and who asks."""

from importlib.metadata import version

import httpx


def checked_url(url: str) -> httpx.URL:
    """The address of a service.

    Raises:
        ValueError: it is none of HTTP.
    """
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL:
        address = httpx.URL()
    if address.scheme not in ("http", "https") or not address.host:
        # Not the address itself: it may hold a password.
        raise ValueError("a service's address must look like https://HOST or http://HOST:PORT")
    return address


def headers_for(key: str | None) -> dict[str, str]:
    """What every request says."""
    agent = {"User-Agent": f"nnx-judge/{version('nnx-judge')}"}
    return agent if key is None else agent | {"Authorization": f"Bearer {key}"}

"""The URLs of other servers: encrypted, unless they lead to this machine."""

import ipaddress
from typing import Annotated

from pydantic import AfterValidator, Field, HttpUrl, TypeAdapter

_MAX_URL = 2048
_url = TypeAdapter(HttpUrl)


def is_loopback(host: str) -> bool:
    """Whether `host` is reachable from this machine only."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_safe(text: str) -> str:
    url = _url.validate_python(text)
    if url.username or url.password:
        raise ValueError("must not contain a user name or password")
    if url.scheme != "https" and not is_loopback((url.host or "").strip("[]")):
        raise ValueError("must be an https URL")
    return text


SafeUrl = Annotated[str, Field(max_length=_MAX_URL), AfterValidator(_is_safe)]

"""The URLs of platforms: encrypted, unless they lead to this machine."""

from typing import Annotated

from pydantic import AfterValidator, Field, HttpUrl, TypeAdapter

from app.auth.authenticator import is_loopback

_MAX_URL = 2048
_url = TypeAdapter(HttpUrl)


def _is_safe(text: str) -> str:
    url = _url.validate_python(text)
    if url.username or url.password:
        raise ValueError("must not contain a user name or password")
    if url.scheme != "https" and not is_loopback((url.host or "").strip("[]")):
        raise ValueError("must be an https URL")
    return text


PlatformUrl = Annotated[str, Field(max_length=_MAX_URL), AfterValidator(_is_safe)]

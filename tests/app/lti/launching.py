"""Launches as a browser makes them, without a browser."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from app.lti.schemas import Platform
from tests.app.lti.platform import LearningPlatform
from tests.app.running import Running

LINKS = "/lti/deep-links"
JUDGE = "https://judge.example"
IN_FRAME = {"Sec-Fetch-Dest": "iframe"}
IN_WINDOW = {"Sec-Fetch-Dest": "document"}


@dataclass(frozen=True, slots=True)
class Begun:
    """A launch that has begun: what the judge asked the platform, and the browser's cookie."""

    asked: dict[str, str]
    cookie: str


@dataclass(frozen=True, slots=True)
class Launching:
    api: Running
    platform: LearningPlatform
    registered: Platform

    async def begin(self, user: str = "ada") -> Begun:
        answer = await self.api.client.get(
            "/lti/login", params=self.platform.login(user, f"{JUDGE}/problems/double", "a hint")
        )
        assert answer.status_code == 303
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
        return Begun(dict(parse_qsl(urlsplit(answer.headers["Location"]).query)), cookie)

    async def finish(
        self, begun: Begun, message: str, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        return await self.api.client.post(
            "/lti/launch",
            data={"id_token": message, "state": begun.asked["state"]},
            headers={"Cookie": begun.cookie, **IN_FRAME, **(headers or {})},
        )

    async def launch(
        self,
        user: str = "ada",
        changes: Mapping[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        """Follow a link to `double`, with these changes of what the platform says."""
        begun = await self.begin(user)
        claims = self.platform.claims(user, begun.asked["nonce"], **(changes or {}))
        return await self.finish(begun, self.platform.signed(claims), headers)


def token_of(answer: httpx.Response) -> str:
    """The learner's token of a launch in a frame."""
    assert answer.status_code == 303, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).fragment))["token"]


def field(page: httpx.Response, name: str) -> str:
    """What a hidden field of a page's form has."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page.text)
    assert found is not None, page.text
    return found[1]

"""A course for tests: an instructor who sets assignments, and learners who hand in."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from app.auth.learner_token import LearnerClaim, sign
from app.auth.site_repository import SiteStore
from tests.app.running import PATIENCE_S, SUBMISSIONS, Running

ASSIGNMENTS = "/api/v1/assignments"


def moment(**since_now: float) -> str:
    """A moment, by its distance from now."""
    return (datetime.now(UTC) + timedelta(**since_now)).isoformat()


@dataclass
class Course:
    api: Running
    instructor: dict[str, str] = field(default_factory=dict)
    site: dict[str, str] = field(default_factory=dict)

    async def begin(self) -> "Course":
        self.instructor = await self.api.key("author", "read")
        self.site = await self.api.key("submit", "read")
        return self

    async def token(self, learner: str) -> dict[str, str]:
        """The headers of a learner of the site."""
        secret = await SiteStore(self.api.database).webhook_secret("practice")
        assert secret is not None
        ends = int(datetime.now(UTC).timestamp()) + 3600
        token = sign(LearnerClaim(site="practice", learner=learner, exp=ends), secret)
        return {"Authorization": f"Bearer {token}"}

    async def ask(self, method: str, path: str = "", **request: Any) -> httpx.Response:
        """What an instructor asks of assignments."""
        headers = request.pop("headers", self.instructor)
        return await self.api.client.request(
            method, f"{ASSIGNMENTS}{path}", headers=headers, **request
        )

    async def set(self, **fields: Any) -> str:
        wanted = {"title": "Week 1", "problems": [{"problem": "double"}]} | fields
        answer = await self.ask("POST", json=wanted)
        assert answer.status_code == 201, answer.text
        assignment: str = answer.json()["id"]
        assert answer.headers["Location"] == f"{ASSIGNMENTS}/{assignment}"
        return assignment

    async def allow(self, assignment: str, learner: str, **fields: Any) -> None:
        path = f"/{assignment}/exceptions/{learner}"
        answer = await self.ask("PUT", path, json=fields)
        assert answer.status_code == 200, answer.text

    async def hand_in(
        self, source: str, assignment: str | None, learner: str | None = "ada", **options: Any
    ) -> httpx.Response:
        fields = {"assignment": assignment, "learner": learner} | options
        return await self.api.submit(
            source, prefer=f"wait={PATIENCE_S}", headers=self.site, **fields
        )

    async def until_judged(self, source: str, assignment: str, **options: Any) -> None:
        """Hand in, and wait for the verdict however long that takes in a full queue."""
        fields = {"assignment": assignment} | options
        answer = await self.api.submit(source, headers=self.site, **fields)
        assert answer.status_code in (200, 202), answer.text
        path = f"{SUBMISSIONS}/{answer.json()['id']}"
        with self.api.watches.watch(answer.json()["id"], only_end=True) as watch:
            while answer.json()["status"] != "finished":
                answer = await self.api.client.get(path, headers=self.site)
                if answer.json()["status"] != "finished":
                    await watch.news(PATIENCE_S)

    async def judged(self, source: str, assignment: str, **options: Any) -> dict[str, Any]:
        answer = await self.hand_in(source, assignment, **options)
        assert answer.status_code == 200, answer.text
        document: dict[str, Any] = answer.json()
        return document

    async def standing(self, assignment: str, learner: str = "ada") -> dict[str, Any]:
        answer = await self.ask("GET", f"/{assignment}/standing", params={"learner": learner})
        assert answer.status_code == 200, answer.text
        document: dict[str, Any] = answer.json()
        return document

    async def grade(self, assignment: str, learner: str = "ada") -> dict[str, Any]:
        """The first problem's."""
        problem: dict[str, Any] = (await self.standing(assignment, learner))["problems"][0]
        return problem

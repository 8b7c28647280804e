"""Publishing a problem: it goes live once a check has found nothing wrong."""

from app.problem_checks.schemas import ProblemCheck
from app.problem_checks.service import CheckService, new_check
from app.problems.authoring_service import Change
from app.problems.errors import NotPublishableError
from app.problems.publishing_service import PublishingService
from graders.verification.report import PublicationReport


class CheckedPublisher:
    """Matches `app.problems.publishing_service.Publisher`, which documents it."""

    def __init__(self, checks: CheckService, publishing: PublishingService) -> None:
        self._checks = checks
        self._publishing = publishing

    async def publish(
        self, name: str, revision: str | None, change: Change, wait_s: int
    ) -> str | None:
        """Queue the check; the worker that runs it makes the revision live."""
        package, live = await self._publishing.to_publish(name, revision, change)
        new = new_check(change.caller, "publication", package, note=change.note, replaces=live)
        check = await self._checks.run(change.caller, new, wait_s)
        if check.status in ("queued", "running"):
            return check.id
        if wrong := _wrong(check):
            raise NotPublishableError(wrong)
        return None


def _wrong(check: ProblemCheck) -> str:
    """Why the revision is not live; empty if it is."""
    if isinstance(check.report, PublicationReport):
        return "\n".join(finding.message for finding in check.report.findings)
    return check.error or "The check was stopped."

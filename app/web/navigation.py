"""The main navigation: the pages, and who may open them."""

from dataclasses import dataclass

from app.auth.caller import Caller, Scope


@dataclass(frozen=True, slots=True)
class Entry:
    """A link in the header. `section` is the name that its pages use for themselves."""

    section: str
    path: str
    label: str
    scope: Scope


_ENTRIES = (
    Entry("problems", "/", "Problems", "read"),
    Entry("assignments", "/assignments", "Assignments", "read"),
    Entry("history", "/submissions", "History", "read"),
    Entry("author", "/author", "Authoring", "author"),
    Entry("learners", "/learners", "Learners", "author"),
    Entry("statistics", "/statistics", "Statistics", "author"),
    Entry("queue", "/queue", "Queue", "admin"),
    Entry("audit", "/audit", "Audit", "admin"),
)


def navigation(caller: Caller) -> list[Entry]:
    """The links that `caller` may open."""
    return [
        entry
        for entry in _ENTRIES
        if caller.may(entry.scope) or (entry.section == "author" and caller.may_author_some)
    ]

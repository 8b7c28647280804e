"""The main navigation: which pages there are, and who may open them."""

from dataclasses import dataclass

from app.auth.caller import Caller, Scope


@dataclass(frozen=True, slots=True)
class Entry:
    """A link in the header. `section` is what the pages behind it call themselves."""

    section: str
    path: str
    label: str
    scope: Scope


_ENTRIES = (
    Entry("problems", "/", "Problems", "read"),
    Entry("history", "/submissions", "History", "read"),
    Entry("author", "/author", "Authoring", "author"),
    Entry("statistics", "/statistics", "Statistics", "author"),
    Entry("queue", "/queue", "Queue", "admin"),
)


def navigation(caller: Caller) -> list[Entry]:
    """The links of `caller`: those that would be answered."""
    return [entry for entry in _ENTRIES if caller.may(entry.scope)]

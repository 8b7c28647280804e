"""The caller: a site identified by one of its keys, and what that key may do."""

from dataclasses import dataclass
from typing import Literal, get_args

from app.audit.entry import Actor

Scope = Literal["submit", "read", "author", "metrics", "admin"]
SCOPES: frozenset[Scope] = frozenset(get_args(Scope))
# What making links for learners needs, all of them.
LINK_SCOPES: tuple[Scope, ...] = ("author", "submit", "read")


@dataclass(frozen=True, slots=True)
class Caller:
    """The site that makes a request, and the learner if a learner makes it.

    Requests are counted by `key_id`: the key's id, or an id derived from the learner's name; None
    if no key is needed.
    """

    site: str
    key_id: str | None
    scopes: frozenset[Scope]
    # If set, the caller sees and submits only for this learner.
    learner: str | None = None
    # Where the request came from, as the connection tells it.
    address: str | None = None
    # If set, the scope `author` holds for this course only: see `app.courses`.
    course: str | None = None

    def may(self, scope: Scope) -> bool:
        """Whether the caller has the scope; `admin` includes the others.

        A caller who is bound to a course has no `author`: that would be for all courses.
        """
        if scope == "author" and self.course is not None:
            return False
        return scope in self.scopes or "admin" in self.scopes

    @property
    def may_author_some(self) -> bool:
        """Whether the caller has the scope `author`, for everything or for a course."""
        bound = self.course is not None and "author" in self.scopes
        return bound or self.may("author")

    @property
    def may_make_links(self) -> bool:
        """Whether the caller may make links that sign in the learners of its site.

        Nobody gives what they don't have: who follows a link hands in and reads as a learner. And a
        link holds for all courses of the site, so it is not for whoever is bound to one.
        """
        return all(self.may(scope) for scope in LINK_SCOPES)

    def sees(self, learner: str | None) -> bool:
        """Whether the caller sees that learner's submissions; None: those without a learner."""
        return self.learner in (None, learner)

    @property
    def actor(self) -> Actor:
        """The caller as the audit log names it."""
        return Actor("api", self.site, self.key_id, self.address)

    @property
    def visible_site(self) -> str | None:
        """The only site whose submissions the caller sees; None if it sees all sites."""
        return None if self.may("admin") else self.site


# Any caller while no key is needed.
ANYONE = Caller(site="", key_id=None, scopes=SCOPES)

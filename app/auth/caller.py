"""Who calls: a site by one of its keys, and what that key may do."""

from dataclasses import dataclass
from typing import Literal, get_args

Scope = Literal["submit", "read", "author", "metrics", "admin"]
SCOPES: frozenset[Scope] = frozenset(get_args(Scope))


@dataclass(frozen=True, slots=True)
class Caller:
    """The site on whose behalf a request is made, and its learner where one makes it.

    `key_id` is what requests are counted by: the key's id, or one made of the learner's name; None
    where no key is needed.
    """

    site: str
    key_id: str | None
    scopes: frozenset[Scope]
    # It sees, and hands in, what is this learner's only.
    learner: str | None = None

    def may(self, scope: Scope) -> bool:
        """Whether it has the scope; `admin` includes the others."""
        return scope in self.scopes or "admin" in self.scopes

    def sees(self, learner: str | None) -> bool:
        """Whether it sees what that learner did; for None, what was done in nobody's name."""
        return self.learner in (None, learner)

    @property
    def visible_site(self) -> str | None:
        """The one site whose submissions it sees, or None where it sees those of all."""
        return None if self.may("admin") else self.site


# Whoever calls while no key is needed.
ANYONE = Caller(site="", key_id=None, scopes=SCOPES)

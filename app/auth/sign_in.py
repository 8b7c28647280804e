"""Identifying the caller: by a key, by a site's learner token, or by a session."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.audit.entry import Actor
from app.auth.authenticator import Authenticator
from app.auth.caller import Caller, Scope
from app.auth.key_repository import KeyStore
from app.auth.learner_token import PREFIX, is_signed, read_unverified
from app.auth.session_repository import Session, SessionStore
from app.auth.site_repository import SiteStore
from app.database.database import Database

LEARNER_SCOPES: frozenset[Scope] = frozenset({"submit", "read"})
INSTRUCTOR_SCOPES: frozenset[Scope] = LEARNER_SCOPES | {"author"}
_SESSION_LIFETIME = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session, and its token, which the browser keeps."""

    token: str
    caller: Caller
    expires_at: datetime


class SignIn:
    """Identifies callers by credentials. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database, authenticator: Authenticator) -> None:
        self._authenticator = authenticator
        self._keys = KeyStore(database)
        self._sites = SiteStore(database)
        self._sessions = SessionStore(database)

    async def by_credential(self, credential: str | None) -> Caller | None:
        """Return the caller of a key or learner token; None if it is missing or not valid."""
        if credential is None or not credential.startswith(PREFIX):
            return await self._authenticator.caller(credential)
        learner = await self._learner(credential)
        return None if learner is None else learner[0]

    async def by_session(self, token: str) -> Caller | None:
        """Return the caller of that session; None if there is no valid one."""
        session = await self._sessions.find(token)
        if session is None:
            return None
        if session.learner is not None:
            return _learner_caller(session.site, session.learner)
        scopes = frozenset(session.key_scopes)
        return Caller(session.site, session.key_id, scopes, course=session.key_course)

    async def begin(self, credential: str) -> SignedIn | None:
        """Begin a session for a key or a learner token; return None if it is not valid.

        It ends after two weeks, and no later than the token or the key. The store checks the key.
        """
        ends = datetime.now(UTC) + _SESSION_LIFETIME
        if credential.startswith(PREFIX):
            learner = await self._learner(credential)
            if learner is None:
                return None
            caller, token_ends = learner
            session = Session(caller.site, None, caller.learner, min(ends, token_ends))
        else:
            known = await self._authenticator.caller(credential)
            if known is None:
                return None
            caller = known
            session = Session(caller.site, caller.key_id, None, ends)
        token = await self._sessions.create(session)
        return SignedIn(token, caller, session.expires_at)

    async def begin_learner(self, site: str, learner: str, lifetime: timedelta) -> SignedIn:
        """Begin a session for a learner whom somebody else has identified."""
        session = Session(site, None, learner, datetime.now(UTC) + lifetime)
        token = await self._sessions.create(session)
        return SignedIn(token, _learner_caller(site, learner), session.expires_at)

    async def begin_instructor(
        self, site: str, key_id: str, name: str, lifetime: timedelta, by: Actor
    ) -> SignedIn | None:
        """Begin a session for an instructor whom somebody else has identified.

        It belongs to a key of their own, which is made at their first sign-in and which nobody is
        given: so lists and the audit log tell who they are, and an administrator can revoke it.

        Args:
            site: theirs.
            key_id: of their key.
            name: of their key, if it is made.
            lifetime: how long the session lasts.
            by: whom the audit log names, if the key is made.

        Returns:
            The session; None if their key was revoked.
        """
        key = await self._keys.ensure(key_id, site, name, sorted(INSTRUCTOR_SCOPES), by)
        now = datetime.now(UTC)
        if not key.is_valid(now):
            return None
        session = Session(site, key.id, None, now + lifetime)
        token = await self._sessions.create(session)
        return SignedIn(token, Caller(site, key.id, frozenset(key.scopes)), session.expires_at)

    async def end(self, token: str) -> None:
        """End a session; do nothing if there is none."""
        await self._sessions.end(token)

    async def _learner(self, token: str) -> tuple[Caller, datetime] | None:
        claim = read_unverified(token)
        if claim is None or claim.expires_at <= datetime.now(UTC):
            return None
        secret = await self._sites.webhook_secret(claim.site)
        if secret is None or not is_signed(token, secret):
            return None
        return _learner_caller(claim.site, claim.learner), claim.expires_at


def _learner_caller(site: str, learner: str) -> Caller:
    # Limits apply to each learner separately, as they do to each key.
    counted_by = hashlib.sha256(f"{site}\0{learner}".encode()).hexdigest()[:32]
    return Caller(site, counted_by, LEARNER_SCOPES, learner)

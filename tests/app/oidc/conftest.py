from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from pydantic import SecretStr

from app.settings import OidcSettings, Settings
from tests.app.oidc.provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider, identity_provider
from tests.app.oidc.signing_in import JUDGE, SigningIn
from tests.app.running import running
from tests.app.scripted_judge import ScriptedJudge

Starting = Callable[..., AbstractAsyncContextManager[SigningIn]]


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as provider:
        yield provider


@pytest.fixture
def starting(settings: Settings, judge: ScriptedJudge, provider: IdentityProvider) -> Starting:
    """Starts a service that knows the provider, with changes of its settings."""

    @asynccontextmanager
    async def start(judge_url: str = JUDGE, **changes: Any) -> AsyncIterator[SigningIn]:
        oidc = OidcSettings(
            issuer=provider.url,
            client_id=CLIENT_ID,
            client_secret=SecretStr(CLIENT_SECRET),
            site="course",
            instructor_value="instructors",
            **changes,
        )
        provider.judge_url = judge_url
        changed = settings.model_copy(update={"public_url": judge_url, "oidc": oidc})
        async with running(changed, judge) as api:
            # A key, so that nobody is served who is not known.
            await api.key("admin")
            yield SigningIn(api, provider)

    return start


@pytest.fixture
async def oidc(starting: Starting) -> AsyncIterator[SigningIn]:
    async with starting() as signing_in:
        yield signing_in

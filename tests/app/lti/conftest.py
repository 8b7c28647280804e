from collections.abc import AsyncIterator, Iterator

import pytest

from app.database.database import Database
from app.lti.platform_repository import PlatformStore, StoredKey
from app.lti.schemas import Platform
from app.lti.tool_keys import ToolKeys, new_private_key
from app.settings import Settings
from tests.app.lti.launching import JUDGE, Launching
from tests.app.lti.platform import LearningPlatform, learning_platform
from tests.app.rejudges.rejudging import ChangingJudge
from tests.app.running import running
from tests.app.scripted_judge import ScriptedJudge


@pytest.fixture(scope="session")
def tool_key() -> StoredKey:
    """To make one takes longer than most of these tests."""
    return new_private_key()


@pytest.fixture
def platform() -> Iterator[LearningPlatform]:
    with learning_platform() as platform:
        yield platform


@pytest.fixture
def judge() -> ScriptedJudge:
    return ChangingJudge()


@pytest.fixture
async def lti(
    settings: Settings, judge: ScriptedJudge, platform: LearningPlatform, tool_key: StoredKey
) -> AsyncIterator[Launching]:
    """A service that knows the platform, and the platform that knows the service."""
    changes = {"public_url": JUDGE, "embed_origins": (platform.url,)}
    async with running(settings.model_copy(update=changes), judge) as api:
        added = await PlatformStore(api.database).add(platform.registration(), tool_key)
        keys = (await api.client.get("/lti/jwks")).json()
        platform.tool_url = JUDGE
        platform.tool_keys = lambda: keys
        yield Launching(api, platform, added)


@pytest.fixture
async def registered(
    database: Database, platform: LearningPlatform, tool_key: StoredKey
) -> Platform:
    """The platform, in a database without the service."""
    added = await PlatformStore(database).add(platform.registration(), tool_key)
    keys = await ToolKeys(PlatformStore(database)).public()
    platform.tool_keys = lambda: keys
    return added

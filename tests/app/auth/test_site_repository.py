import base64

import pytest

from app.auth.api_key import KeyRequest
from app.auth.key_repository import KeyStore
from app.auth.site_repository import SiteStore
from app.database.database import Database

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def store(database: Database) -> SiteStore:
    return SiteStore(database)


async def make_key(database: Database, site: str) -> None:
    await KeyStore(database).create(KeyRequest(site=site, scopes=["submit"]))


class TestWebhookSecret:
    async def test_a_site_has_one_from_its_first_key_on(
        self, store: SiteStore, database: Database
    ) -> None:
        assert await store.webhook_secret("practice") is None
        await make_key(database, "practice")
        secret = await store.webhook_secret("practice")
        assert secret is not None
        await make_key(database, "practice")
        assert await store.webhook_secret("practice") == secret

    async def test_it_has_the_form_of_standard_webhooks(
        self, store: SiteStore, database: Database
    ) -> None:
        await make_key(database, "practice")
        secret = await store.webhook_secret("practice")
        assert secret is not None
        assert secret.startswith("whsec_")
        assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32

    async def test_sites_have_different_ones(self, store: SiteStore, database: Database) -> None:
        await make_key(database, "one")
        await make_key(database, "other")
        assert await store.webhook_secret("one") != await store.webhook_secret("other")

    async def test_callers_without_a_key_have_one_that_stays(self, store: SiteStore) -> None:
        secret = await store.webhook_secret("")
        assert secret is not None
        assert await store.webhook_secret("") == secret


class TestRotateWebhookSecret:
    async def test_it_takes_the_place_of_the_old_one(
        self, store: SiteStore, database: Database
    ) -> None:
        await make_key(database, "practice")
        old = await store.webhook_secret("practice")
        new = await store.rotate_webhook_secret("practice")
        assert new not in (None, old)
        assert await store.webhook_secret("practice") == new

    async def test_an_unknown_site(self, store: SiteStore) -> None:
        assert await store.rotate_webhook_secret("nobody") is None

import pytest

from tests.postgresql import PostgresqlServer


@pytest.fixture
def migrated_url(postgresql: PostgresqlServer) -> str:
    """For one test only: some of these change the tables."""
    return postgresql.create("migrated")

"""A short run of the chaos that `python -m bench.chaos` unleashes."""

import asyncio
from pathlib import Path

import pytest

from bench.chaos import Chaos, unleash
from tests.app.conftest import postgresql as postgresql
from tests.postgresql import PostgresqlServer

pytestmark = pytest.mark.timeout(300)

_SUBMISSIONS = 16


def assert_nothing_is_lost(chaos: Chaos) -> None:
    assert chaos.submitted == _SUBMISSIONS
    assert sum(chaos.kills.values()) > 0
    assert sum(chaos.verdicts.values()) == _SUBMISSIONS
    assert chaos.lost == []
    assert chaos.doubled == []
    assert chaos.differing == []
    assert chaos.with_event_gaps == []
    assert chaos.without_webhook == []


def test_an_embedded_service_loses_nothing(tmp_path: Path) -> None:
    assert_nothing_is_lost(asyncio.run(unleash(_SUBMISSIONS, tmp_path)))


def test_a_fleet_on_postgresql_loses_nothing(tmp_path: Path, postgresql: PostgresqlServer) -> None:
    url = postgresql.create("migrated")
    assert_nothing_is_lost(asyncio.run(unleash(_SUBMISSIONS, tmp_path, url)))

"""A short run of the chaos that `python -m bench.chaos` unleashes."""

import asyncio
from pathlib import Path

import pytest

from bench.chaos import unleash
from bench.chaos_report import Chaos
from tests.postgresql import postgresql_server

pytestmark = pytest.mark.timeout(300)

_SUBMISSIONS = 16


def assert_nothing_is_lost(chaos: Chaos) -> None:
    assert chaos.submitted == _SUBMISSIONS
    assert chaos.back_s
    assert sum(chaos.verdicts.values()) == _SUBMISSIONS + chaos.probes
    assert chaos.lost == []
    assert chaos.doubled == []
    assert chaos.differing == []
    assert chaos.with_event_gaps == []
    assert chaos.without_webhook == []


def test_an_embedded_service_loses_nothing(tmp_path: Path) -> None:
    assert_nothing_is_lost(asyncio.run(unleash(_SUBMISSIONS, tmp_path)))


def test_a_fleet_on_postgresql_loses_nothing(tmp_path: Path) -> None:
    # Not the one of other tests: it is killed, too.
    with postgresql_server() as server:
        assert_nothing_is_lost(asyncio.run(unleash(_SUBMISSIONS, tmp_path, server)))

"""Whoever tries many credentials leaves few entries."""

from collections.abc import Sequence

import pytest

from app.audit.refusals import RefusedSignIns
from app.audit_log.repository import AuditStore
from app.audit_log.schemas import AuditEntry, AuditFilter
from app.database.database import Database

pytestmark = pytest.mark.anyio


async def recorded(database: Database) -> Sequence[AuditEntry]:
    wanted = AuditFilter(action="sign_in_refused")
    return (await AuditStore(database).find(wanted, 100, None)).items


async def test_those_of_one_address_are_counted(database: Database) -> None:
    refused = RefusedSignIns(database)
    async with refused.running():
        for _ in range(500):
            refused.count("key", "192.0.2.1")
        refused.count("learner_token", "192.0.2.1")
    found = [(each.subject, each.origin, each.details) for each in await recorded(database)]
    assert sorted(found) == [
        ("key", "192.0.2.1", {"times": 500}),
        ("learner_token", "192.0.2.1", {"times": 1}),
    ]


async def test_the_most_frequent_of_many_addresses_are_named(database: Database) -> None:
    refused = RefusedSignIns(database)
    async with refused.running():
        for _ in range(3):
            refused.count("key", "192.0.2.1")
        for number in range(5000):
            refused.count("key", f"2001:db8::{number:x}")
    found = await recorded(database)
    assert len(found) <= 10
    assert sum(each.details["times"] for each in found) == 5003
    assert {"times": 3} in [each.details for each in found if each.origin == "192.0.2.1"]
    assert [each.origin for each in found].count(None) == 1


async def test_without_a_refusal_nothing_is_written(database: Database) -> None:
    async with RefusedSignIns(database).running():
        pass
    assert await recorded(database) == []

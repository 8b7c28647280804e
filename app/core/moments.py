"""Moments in requests: RFC 3339, with a time zone."""

import re
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator

from app.core.field_errors import refusal

# Pydantic would accept a number as seconds since the epoch.
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def _refuse_other_moments(given: object) -> object:
    # No request brings a datetime; what is read from the database does.
    if isinstance(given, datetime):
        return given
    if not isinstance(given, str) or not _RFC_3339.fullmatch(given):
        raise refusal("must_look_like", example="2026-01-31T12:00:00Z, with a time zone")
    return given


def _utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise refusal("year_out_of_range", first=1, last=9999) from None


Moment = Annotated[AwareDatetime, BeforeValidator(_refuse_other_moments), AfterValidator(_utc)]

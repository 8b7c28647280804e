"""What of a verdict stays when its details are removed: how it ended, and what it counts."""

import json
from typing import Any


def without_details(verdict: str) -> str:
    """Return a stored verdict as its summary.

    Outcome, score, groups, figures and hints stay. What cases printed, got and returned goes, and
    so do errors, which quote the source, and what a review added.
    """
    fields: dict[str, Any] = json.loads(verdict)
    fields |= {"cases": [], "error": None, "smallest": None, "remarks": []}
    for hint in fields.get("hints", ()):
        hint["cases"] = []
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))

"""A naive judge: a fresh Python for one submission, which imports, runs and compares everything.

Started as `python -m bench.naive_judge`, with a JSON document on stdin:
{"reference": source, "submission": source, "function": name, "rtol": ..., "atol": ..., "cases":
[{"probe": name or null, "arguments": a value's description, "body": its bytes in base64}]}.
Exits with 0 where all cases agree.
"""

import base64
import contextlib
import json
import sys
import types
import warnings
from typing import Any


def main() -> bool:
    """Judge; whether it is right."""
    warnings.simplefilter("ignore", DeprecationWarning)
    import numpy as np

    from graders.sandbox.child.outputs import to_objects
    from graders.sandbox.child.probes import PROBES

    document = json.load(sys.stdin)
    reference, submission = (
        _function(document[which], document["function"]) for which in ("reference", "submission")
    )
    for case in document["cases"]:
        arguments = to_objects(case["arguments"], base64.b64decode(case["body"]), lambda *_: None)
        with PROBES[case["probe"]]() if case["probe"] else contextlib.nullcontext():
            expected, given = (
                np.asarray(function(*arguments)) for function in (reference, submission)
            )
        if not np.allclose(given, expected, document["rtol"], document["atol"]):
            return False
    return True


def _function(source: str, name: str) -> Any:
    module = types.ModuleType("solution")
    exec(source, module.__dict__)
    return getattr(module, name)


if __name__ == "__main__":
    sys.exit(0 if main() else 1)

"""What a page shows of a text that a submission chose: nothing that hides or turns text round."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

MODULE = Path(__file__).parents[3] / "frontend/src/visible.js"
SCRIPT = """
import { visible } from %s;
process.stdout.write(JSON.stringify(JSON.parse(process.argv[1]).map(visible)));
"""


def shown(*texts: str) -> list[str]:
    node = shutil.which("node")
    if node is None:
        pytest.fail("node is missing: apt-get install nodejs npm")
    script = SCRIPT % json.dumps(MODULE.as_uri())
    ended = subprocess.run(
        [node, "--input-type=module", "-e", script, "--", json.dumps(texts)],
        capture_output=True,
        text=True,
        check=True,
    )
    return list(json.loads(ended.stdout))


def test_what_would_hide_or_turn_text_round_is_escaped() -> None:
    escaped = {
        "\x1b[31m": "\\x1b[31m",
        "a\r\0b": "a\\x0d\\x00b",
        "\x9b": "\\x9b",
        "\u202eright": "\\u202eright",
        "\u2066\u2069\u061c": "\\u2066\\u2069\\u061c",
        "\u200b\ufeff\u00ad": "\\u200b\\ufeff\\xad",
        "\u2028": "\\u2028",
        "\U000e0041": "\\U000e0041",
    }
    assert shown(*escaped) == list(escaped.values())


def test_other_texts_stay_as_they_are() -> None:
    texts = ["", "line\n\ttabbed", "naïve 数 שלום 🙂", "<b>&amp;\\x1b"]
    assert shown(*texts) == texts

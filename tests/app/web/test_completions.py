"""The committed names are those of the installed libraries."""

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.app.web.completions import OUTPUT

COMMITTED = json.loads(OUTPUT.read_text())


def test_another_run_gives_the_same(tmp_path: Path) -> None:
    installed = {name: version(name) for name in COMMITTED["versions"]}
    if installed != COMMITTED["versions"]:
        pytest.skip("they are of other versions than the installed ones")
    again = tmp_path / "completions.json"
    # In a process of its own: JAX stays out of this one.
    subprocess.run([sys.executable, "-m", "tests.app.web.completions", str(again)], check=True)
    assert again.read_bytes() == OUTPUT.read_bytes(), "make completions"


def test_what_learners_need_has_a_signature() -> None:
    names = {name: module["names"] for name, module in COMMITTED["modules"].items()}
    kind, signature, sentence = names["flax.nnx"]["Linear"]
    assert kind == "class"
    assert signature.startswith("(in_features, out_features, *")
    assert sentence
    assert names["jax.numpy"]["zeros"][1].startswith("(shape, dtype=None")
    assert names["jax"]["lax"] == ["module", "", ""]

"""The private parts of JAX that the sandbox uses are what it takes them for, in this release."""

import json
import subprocess
import sys

import pytest

from tests.graders.sandbox.child import jax_internals_checks

DOCUMENTED = {check.__name__: check.__doc__ for check in jax_internals_checks.CHECKS}


@pytest.fixture(scope="module")
def wrong() -> dict[str, str | None]:
    command = [sys.executable, "-m", jax_internals_checks.__name__]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, str | None] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("name", DOCUMENTED)
def test_it_is_what_the_sandbox_takes_it_for(name: str, wrong: dict[str, str | None]) -> None:
    assert wrong[name] is None, f"{DOCUMENTED[name]}\n{wrong[name]}"

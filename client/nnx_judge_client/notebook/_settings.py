"""Where the judge is, and who asks: an argument, the environment, or Colab's secrets."""

import importlib
import os
import sys

from nnx_judge_client.notebook._errors import CheckError


def setting(name: str, given: str | None) -> str | None:
    """Return what was given, else what the environment or Colab's secrets have by this name.

    Raises:
        CheckError: Colab has the secret, and does not let the notebook read it.
    """
    return given or os.environ.get(name) or _colab_secret(name)


def _colab_secret(name: str) -> str | None:
    # Colab's kernel has it imported; elsewhere it is nothing to look for.
    if "google.colab" not in sys.modules:
        return None
    secrets = importlib.import_module("google.colab.userdata")
    try:
        return str(secrets.get(name))
    except secrets.SecretNotFoundError:
        return None
    except secrets.NotebookAccessError:
        reason = (
            f"let this notebook read the secret {name}: the key symbol on the left has a switch"
        )
        raise CheckError(reason) from None

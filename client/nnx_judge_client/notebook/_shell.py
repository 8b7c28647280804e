"""The notebook that this process serves."""

import sys
from collections.abc import Callable
from typing import Any, Protocol


class History(Protocol):
    """What IPython keeps of what was run."""

    input_hist_parsed: list[str]


class RunResult(Protocol):
    """How running a cell ended."""

    success: bool


class Shell(Protocol):
    """What is used of IPython's shell."""

    user_ns: dict[str, Any]
    history_manager: History

    def run_cell(self, raw_cell: str) -> RunResult:
        """Run a cell; what goes wrong in it is shown."""

    def transform_cell(self, raw_cell: str) -> str:
        """Turn IPython's own notation into Python."""

    def register_magic_function(
        self, func: Callable[[str, str], object], magic_kind: str, magic_name: str
    ) -> None:
        """Add a magic."""


def notebook() -> Shell | None:
    """Return IPython's shell; None outside of it. IPython is never imported for that."""
    ipython = sys.modules.get("IPython")
    shell: Shell | None = None if ipython is None else ipython.get_ipython()
    return shell

"""How far the judging is, while a cell runs."""

import importlib
from typing import Any, Self

from nnx_judge_client.notebook._html import h
from nnx_judge_client.notebook._shell import notebook


class Progress:
    """A line below the cell, which is gone once there is a verdict. Elsewhere nothing is shown."""

    def __init__(self) -> None:
        self._line: Any = None

    def __enter__(self) -> Self:
        # Only a kernel can change what it has shown.
        if hasattr(notebook(), "kernel"):
            display = importlib.import_module("IPython.display").display
            self._line = display(_Line("Sending…"), display_id=True)
        return self

    def __exit__(self, *_: object) -> None:
        self.say("")

    def say(self, text: str) -> None:
        """Replace the line."""
        if self._line is not None:
            self._line.update(_Line(text))


class _Line:
    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text

    def _repr_html_(self) -> str:
        return h("span", self._text, role="status")

"""How much of a submission is told."""

from typing import Literal

Detail = Literal["full", "summary"]

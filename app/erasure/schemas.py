"""What an erasure reports."""

from pydantic import BaseModel, Field


class Erased(BaseModel):
    """How much was deleted."""

    submissions: int = Field(
        description="Submissions and runs; with each its verdicts, reviews, rejudgements and "
        "webhook deliveries."
    )

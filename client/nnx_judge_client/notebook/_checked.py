"""What a check gives."""

from dataclasses import dataclass

from nnx_judge_client._submission import EndedSubmission
from nnx_judge_client.models import CancelledSubmission, Outcome
from nnx_judge_client.notebook._page import page
from nnx_judge_client.notebook._text import text


@dataclass(frozen=True, slots=True, repr=False)
class Checked:
    """The end of a submission, and the file that was sent. Notebooks show it as a page does."""

    submission: EndedSubmission
    source: str

    @property
    def accepted(self) -> bool:
        """Whether every case passed."""
        if isinstance(self.submission, CancelledSubmission):
            return False
        return self.submission.verdict is Outcome.ACCEPTED

    def __repr__(self) -> str:
        return text(self.submission)

    def _repr_html_(self) -> str:
        return page(self.submission, self.source)

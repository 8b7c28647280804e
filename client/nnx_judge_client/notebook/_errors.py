"""Why a check gives no verdict."""

from nnx_judge_client.errors import ClientError, NotAllowedError


class CheckError(Exception):
    """There is no verdict; the message says what to do."""

    def _render_traceback_(self) -> list[str]:
        # What IPython shows instead of a traceback, of which a learner has no use.
        return [f"No verdict: {self}"]


def told(error: ClientError) -> CheckError:
    """Convert an error of the client."""
    if isinstance(error, NotAllowedError):
        where = "give check a key=, or set NNX_JUDGE_KEY in the environment or in Colab's secrets"
        return CheckError(f"{error} To be let in, {where}.")
    return CheckError(str(error))

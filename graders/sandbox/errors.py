"""What the sandbox raises in the judge's own process."""


class SandboxUnavailableError(Exception):
    """Confinement that is required can't be had here. The message says what to do."""


class SandboxFailureError(Exception):
    """The sandbox itself failed under a run: never the submission's fault, and worth a retry."""

"""Exceptions that the sandbox raises in the judge's own process."""


class SandboxUnavailableError(Exception):
    """Required confinement is not available here. The message says what to do."""


class SandboxFailureError(Exception):
    """The sandbox itself failed during a run: never the submission's fault, and worth a retry."""

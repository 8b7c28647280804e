"""Why the service is not ready."""

from app.core.errors import NotReadyError


class OtherTablesError(NotReadyError):
    """The database lacks tables, or was not upgraded."""

    sentence = "The database has other tables than this version's."


class NothingJudgesError(NotReadyError):
    """No worker of this process judges."""

    sentence = "Nothing is judged: the service is stopping, or its log says why."

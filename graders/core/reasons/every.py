"""The closed list of reasons that verdicts and cases have."""

from typing import Final

from graders.core.reasons import forms, judging, outputs, running, values
from graders.core.reasons.reason import Reason

# A name stays once it was published: stored verdicts and sites' translations have it.
REASONS: Final[dict[str, type[Reason]]] = {
    each.name: each
    for module in (judging, running, outputs, forms, values)
    for each in vars(module).values()
    if isinstance(each, type)
    and issubclass(each, Reason)
    and each.__module__ == module.__name__
    and not getattr(each, "__abstractmethods__", None)
}

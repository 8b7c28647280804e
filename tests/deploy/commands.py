"""Whether a command or a probe that a file names exists."""

from collections.abc import Sequence

from fastapi.routing import APIRoute
from typer.core import TyperGroup
from typer.main import get_command

from app.cli.application import application
from app.monitoring.health_endpoints import router


def exists(arguments: Sequence[str]) -> bool:
    """Whether the arguments name a command, and all options among them are its own."""
    command = get_command(application)
    words = list(arguments)
    while isinstance(command, TyperGroup):
        found = command.commands.get(words.pop(0)) if words else None
        if found is None:
            return False
        command = found
    options = {name for parameter in command.params for name in parameter.opts}
    return all(word.split("=")[0] in options for word in words if word.startswith("-"))


def probes() -> set[str]:
    """The paths at which `serve` and `worker` say how they are."""
    return {route.path for route in router.routes if isinstance(route, APIRoute)}

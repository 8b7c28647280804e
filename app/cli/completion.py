"""What a shell is told when somebody presses Tab."""

import typer


def problem_names(context: typer.Context, incomplete: str) -> list[str]:
    """The names of this machine's problems that begin like this."""
    from pydantic import ValidationError

    from app.settings import Settings

    # What would be an error for a command leaves nothing to complete.
    try:
        given = context.find_root().params.get("problems_dir")
        folder = Settings().problems_dir if given is None else given
        names = sorted(path.parent.name for path in folder.glob("*/problem.toml"))
    except (ValidationError, OSError):
        return []
    return [name for name in names if name.startswith(incomplete)]

"""`nnx-judge keys`: the API keys."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from app.auth.caller import Scope
from app.cli.failures import BadUsageError
from app.cli.options import AsJson
from app.cli.printing import line, output, print_json, print_note, table
from app.cli.setup import acting_user, load_settings, on_database, validated

if TYPE_CHECKING:
    from app.auth.api_key import ApiKey, IssuedKey

keys = typer.Typer(no_args_is_help=True)
_KeyId = Annotated[
    str, typer.Argument(metavar="ID", help="The key's id, as nnx-judge keys list shows it.")
]


@keys.callback()
def about() -> None:
    """Create, list, rotate and revoke API keys. The service may be running.

    \b
    Examples:
      nnx-judge keys create --site practice --name backend --scope submit --scope read
      nnx-judge keys list
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"


@keys.command()
def create(
    context: typer.Context,
    scope: Annotated[
        list[str],
        typer.Option(
            metavar="|".join(get_args(Scope)),
            autocompletion=lambda: list(get_args(Scope)),
            help="What the key allows. Repeat the option for more. admin includes all others.",
        ),
    ],
    site: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="The site that owns it. A key sees its own site's submissions only.",
        ),
    ] = "main",
    name: Annotated[str, typer.Option(metavar="TEXT", help="A note that tells keys apart.")] = "",
    course: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Binds the scope author to this course of the site's assignments."
        ),
    ] = None,
    expires_days: Annotated[
        int | None,
        typer.Option(metavar="N", help="Expires after N days. Default: never."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Create a key, and write it to stdout. It can't be shown again: only its hash is stored.

    \b
    Examples:
      nnx-judge keys create --scope admin
      nnx-judge keys create --site practice --name backend --scope submit --scope read
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    from app.auth.api_key import KeyRequest
    from app.auth.key_repository import KeyStore

    wanted = validated(
        KeyRequest,
        "option",
        site=site,
        name=name,
        scopes=scope,
        course=course,
        expires_days=expires_days,
    )
    issued = on_database(
        load_settings(context), lambda database: KeyStore(database).create(wanted, acting_user())
    )
    _print_issued(issued, as_json)


@keys.command("list")
def list_keys(context: typer.Context, as_json: AsJson = False) -> None:
    """List all keys, including expired and revoked ones. The last use is exact to a minute.

    \b
    Example:
      nnx-judge keys list
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    from app.auth.key_repository import KeyStore

    every = on_database(load_settings(context), lambda database: KeyStore(database).all())
    if as_json:
        print_json({"keys": [key.model_dump(mode="json") for key in every]})
        return
    now = datetime.now(UTC)
    rows = table("id", "site", "name", "scopes", "created", "last used (UTC)", "valid")
    rows.columns[0].no_wrap = True
    for key in every:
        rows.add_row(
            key.id,
            line(key.site),
            line(key.name),
            line(" ".join(key.scopes) + ("" if key.course is None else f" of {key.course}")),
            _day(key.created_at),
            "never" if key.last_used_at is None else f"{key.last_used_at:%Y-%m-%d %H:%M}",
            _state(key, now),
        )
    output.print(rows)


@keys.command()
def rotate(
    context: typer.Context,
    key_id: _KeyId,
    overlap_hours: Annotated[
        int | None,
        typer.Option(metavar="N", help="The old key stays valid for N hours. Default: 24."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Replace a key: write a new one to stdout. The old one expires later.

    \b
    Examples:
      nnx-judge keys rotate 019ab4c2d3e47f5a9b8c7d6e5f4a3b2c
      nnx-judge keys rotate 019ab4c2d3e47f5a9b8c7d6e5f4a3b2c --overlap-hours 1
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    from app.auth.api_key import Rotation
    from app.auth.key_repository import KeyStore

    rotation = validated(Rotation, "option", overlap_hours=overlap_hours)
    overlap = timedelta(hours=rotation.overlap_hours)
    issued = on_database(
        load_settings(context),
        lambda database: KeyStore(database).rotate(key_id, overlap, acting_user()),
    )
    if issued is None:
        raise BadUsageError(f"no valid key has the id {key_id}; see nnx-judge keys list")
    _print_issued(issued, as_json)


@keys.command()
def revoke(context: typer.Context, key_id: _KeyId) -> None:
    """Revoke a key. A running service may accept it for a few more seconds.

    \b
    Example:
      nnx-judge keys revoke 019ab4c2d3e47f5a9b8c7d6e5f4a3b2c
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    from app.auth.key_repository import KeyStore

    settings = load_settings(context)
    revoked = on_database(
        settings, lambda database: KeyStore(database).revoke(key_id, acting_user())
    )
    if revoked is None:
        raise BadUsageError(f"no key has the id {key_id}; see nnx-judge keys list")
    print_note(f"Key {revoked.id} of site {revoked.site} is revoked")


def _print_issued(issued: "IssuedKey", as_json: bool) -> None:
    if as_json:
        print_json(issued.model_dump(mode="json"))
        return
    print_note(f"Key {issued.id} of site {issued.site}. It can't be shown again:")
    typer.echo(issued.key)


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"


def _state(key: "ApiKey", now: datetime) -> str:
    if key.revoked_at is not None:
        return f"revoked {_day(key.revoked_at)}"
    if key.expires_at is None:
        return "yes"
    return f"{'until' if key.is_valid(now) else 'expired'} {_day(key.expires_at)}"

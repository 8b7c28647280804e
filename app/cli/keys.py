"""`nnx-judge keys`: who may use the API."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from app.auth.caller import Scope
from app.cli.failures import BadUsageError
from app.cli.options import AsJson
from app.cli.printing import line, output, print_json, print_note, table
from app.cli.setup import load_settings, on_database, validated

if TYPE_CHECKING:
    from app.auth.api_key import ApiKey, IssuedKey

keys = typer.Typer(no_args_is_help=True)
_KeyId = Annotated[
    str, typer.Argument(metavar="ID", help="The key's id, as nnx-judge keys list shows it.")
]


@keys.callback()
def about() -> None:
    """Make, list, rotate and revoke the keys of the API, also while the service runs.

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
            help="What it may do; give it once for each. admin includes the others.",
        ),
    ],
    site: Annotated[
        str, typer.Option(metavar="NAME", help="Whose it is: it sees this site's submissions only.")
    ] = "main",
    name: Annotated[
        str, typer.Option(metavar="TEXT", help="What it is for, to tell keys apart.")
    ] = "",
    expires_days: Annotated[
        int | None,
        typer.Option(metavar="N", help="In how many days it ends; by default never."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a key, and write it to stdout. It is shown this once: only its hash is stored.

    \b
    Examples:
      nnx-judge keys create --scope admin
      nnx-judge keys create --site practice --name backend --scope submit --scope read
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    from app.auth.api_key import KeyRequest
    from app.auth.key_repository import KeyStore

    wanted = validated(
        KeyRequest, "option", site=site, name=name, scopes=scope, expires_days=expires_days
    )
    issued = on_database(load_settings(context), lambda database: KeyStore(database).create(wanted))
    _print_issued(issued, as_json)


@keys.command("list")
def list_keys(context: typer.Context, as_json: AsJson = False) -> None:
    """List every key that was ever made, with its last use, up to a minute late.

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
    rows = table("id", "site", "name", "scopes", "made", "last used (UTC)", "holds")
    rows.columns[0].no_wrap = True
    for key in every:
        rows.add_row(
            key.id,
            line(key.site),
            line(key.name),
            " ".join(key.scopes),
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
        typer.Option(metavar="N", help="For how long the old key still holds; by default a day."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a key that takes another's place, and write it to stdout; the old one ends later.

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
        load_settings(context), lambda database: KeyStore(database).rotate(key_id, overlap)
    )
    if issued is None:
        raise BadUsageError(f"no key that still holds has the id {key_id}; see nnx-judge keys list")
    _print_issued(issued, as_json)


@keys.command()
def revoke(context: typer.Context, key_id: _KeyId) -> None:
    """End a key. A running service lets it through for some seconds more at most.

    \b
    Example:
      nnx-judge keys revoke 019ab4c2d3e47f5a9b8c7d6e5f4a3b2c
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    from app.auth.key_repository import KeyStore

    settings = load_settings(context)
    revoked = on_database(settings, lambda database: KeyStore(database).revoke(key_id))
    if revoked is None:
        raise BadUsageError(f"no key has the id {key_id}; see nnx-judge keys list")
    print_note(f"Key {revoked.id} of site {revoked.site} holds no more")


def _print_issued(issued: "IssuedKey", as_json: bool) -> None:
    if as_json:
        print_json(issued.model_dump(mode="json"))
        return
    print_note(f"Key {issued.id} of site {issued.site}; it is shown this once:")
    typer.echo(issued.key)


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"


def _state(key: "ApiKey", now: datetime) -> str:
    if key.revoked_at is not None:
        return f"revoked {_day(key.revoked_at)}"
    if key.expires_at is None:
        return "yes"
    return f"{'until' if key.is_valid(now) else 'expired'} {_day(key.expires_at)}"

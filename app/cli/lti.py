"""`nnx-judge lti`: the learning platforms that may open problems, and the judge's keys."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.failures import BadUsageError
from app.cli.options import AsJson
from app.cli.printing import line, output, print_json, print_note, table
from app.cli.setup import load_settings, on_database, validated

if TYPE_CHECKING:
    from app.database.database import Database
    from app.lti.schemas import GradeCounts, Platform
    from app.settings import Settings

lti = typer.Typer(no_args_is_help=True)
platforms = typer.Typer(no_args_is_help=True)
lti.add_typer(platforms, name="platforms")
_PlatformId = Annotated[
    str, typer.Argument(metavar="ID", help="Its id, as nnx-judge lti platforms list shows it.")
]


@lti.callback()
def about() -> None:
    """Connect learning platforms such as Moodle or Canvas (LTI 1.3). The service may be running.

    \b
    Examples:
      nnx-judge lti platforms list
      nnx-judge lti rotate-key
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"


@platforms.callback()
def about_platforms() -> None:
    """Add, list and remove platforms.

    \b
    Example:
      nnx-judge lti platforms list
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"


@platforms.command()
def add(
    context: typer.Context,
    site: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="The site whose learners are its users; made if it is new."
        ),
    ],
    issuer: Annotated[str, typer.Option(metavar="TEXT", help="Its issuer, or platform id.")],
    client_id: Annotated[str, typer.Option(metavar="TEXT", help="Its client id for the judge.")],
    deployment: Annotated[
        list[str],
        typer.Option(metavar="TEXT", help="A deployment id. Repeat the option for more."),
    ],
    login_url: Annotated[str, typer.Option(metavar="URL", help="Its authentication request URL.")],
    token_url: Annotated[str, typer.Option(metavar="URL", help="Its access token URL.")],
    jwks_url: Annotated[str, typer.Option(metavar="URL", help="Its public keyset URL.")],
    as_json: AsJson = False,
) -> None:
    """Add a platform, and write what it has to be told about the judge to stdout.

    \b
    Example:
      nnx-judge lti platforms add --site course --issuer https://moodle.example \\
        --client-id x9Kd --deployment 1 --login-url https://moodle.example/mod/lti/auth.php \\
        --token-url https://moodle.example/mod/lti/token.php \\
        --jwks-url https://moodle.example/mod/lti/certs.php
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    from app.lti.platform_repository import PlatformExistsError, PlatformStore
    from app.lti.schemas import PlatformRequest
    from app.lti.tool_keys import new_private_key

    settings = load_settings(context)
    address = _public_url(settings)
    wanted = validated(
        PlatformRequest,
        "option",
        site=site,
        issuer=issuer,
        client_id=client_id,
        deployments=tuple(deployment),
        login_url=login_url,
        token_url=token_url,
        jwks_url=jwks_url,
    )
    key = new_private_key()
    try:
        added = on_database(settings, lambda database: PlatformStore(database).add(wanted, key))
    except PlatformExistsError:
        raise BadUsageError(
            f"the site {site} has a platform, or {issuer} is registered with this client id; "
            "see nnx-judge lti platforms list"
        ) from None
    told = {
        "login_url": f"{address}/lti/login",
        "redirect_url": f"{address}/lti/launch",
        "deep_linking_url": f"{address}/lti/launch",
        "jwks_url": f"{address}/lti/jwks",
    }
    if as_json:
        print_json({"platform": added.model_dump(mode="json"), "tool": told})
        return
    print_note(f"Platform {added.id} of site {added.site}. Enter these at the platform:")
    for name, url in told.items():
        typer.echo(f"{name}: {url}")


@platforms.command("list")
def list_platforms(context: typer.Context, as_json: AsJson = False) -> None:
    """List the platforms, and how the grades that they are told stand.

    \b
    Example:
      nnx-judge lti platforms list
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    from app.lti.platform_repository import PlatformStore
    from app.lti.schemas import GradeCounts

    async def read(database: "Database") -> "list[tuple[Platform, GradeCounts]]":
        store = PlatformStore(database)
        counts = await store.grade_counts()
        return [(each, counts.get(each.id, GradeCounts())) for each in await store.all()]

    every = on_database(load_settings(context), read)
    if as_json:
        listed = [
            platform.model_dump(mode="json") | {"grades": grades.model_dump(mode="json")}
            for platform, grades in every
        ]
        print_json({"platforms": listed})
        return
    rows = table("id", "site", "issuer", "client id", "deployments", "grades", "last error")
    rows.columns[0].no_wrap = True
    for platform, grades in every:
        rows.add_row(
            platform.id,
            line(platform.site),
            line(platform.issuer),
            line(platform.client_id),
            line(", ".join(platform.deployments)),
            f"{grades.delivered} delivered, {grades.pending} pending, {grades.failed} failed",
            line(grades.last_error or ""),
        )
    output.print(rows)


@platforms.command("add-deployment")
def add_deployment(
    context: typer.Context,
    platform_id: _PlatformId,
    deployment: Annotated[str, typer.Argument(metavar="DEPLOYMENT", help="Its deployment id.")],
) -> None:
    """Let another deployment of a platform open problems.

    \b
    Example:
      nnx-judge lti platforms add-deployment 019ab4c2d3e47f5a9b8c7d6e5f4a3b2c 7
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    from app.lti.platform_repository import PlatformStore

    changed = on_database(
        load_settings(context),
        lambda database: PlatformStore(database).add_deployment(platform_id, deployment),
    )
    if changed is None:
        raise _unknown(platform_id)
    print_note(f"Platform {changed.id} has the deployments {', '.join(changed.deployments)}")


@platforms.command()
def remove(context: typer.Context, platform_id: _PlatformId) -> None:
    """Remove a platform. Its learners' submissions stay; grades that are not sent are dropped.

    \b
    Example:
      nnx-judge lti platforms remove 019ab4c2d3e47f5a9b8c7d6e5f4a3b2c
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    from app.lti.platform_repository import PlatformStore

    is_removed = on_database(
        load_settings(context), lambda database: PlatformStore(database).remove(platform_id)
    )
    if not is_removed:
        raise _unknown(platform_id)
    print_note(f"Platform {platform_id} is removed")


@lti.command("rotate-key")
def rotate_key(context: typer.Context) -> None:
    """Sign with a new key from now on. Platforms can read the old one until the next rotation.

    \b
    Example:
      nnx-judge lti rotate-key
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    from app.lti.platform_repository import PlatformStore
    from app.lti.tool_keys import new_private_key

    key = new_private_key()
    on_database(load_settings(context), lambda database: PlatformStore(database).rotate_key(key))
    print_note(f"Key {key.id} signs from now on")


def _public_url(settings: "Settings") -> str:
    if settings.public_url is None:
        raise BadUsageError(
            "NNX_JUDGE_PUBLIC_URL is not set: the address at which browsers reach the judge, such "
            "as https://judge.example. Set it for nnx-judge serve too"
        )
    return settings.public_url


def _unknown(platform_id: str) -> BadUsageError:
    return BadUsageError(f"no platform has the id {platform_id}; see nnx-judge lti platforms list")

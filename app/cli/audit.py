"""`nnx-judge audit`: who did what, and from where."""

from typing import TYPE_CHECKING, Annotated, get_args

import typer

from app.audit.entry import Action
from app.cli.options import AsJson
from app.cli.printing import line, output, print_json, print_note, table
from app.cli.setup import load_settings, on_database, validated

if TYPE_CHECKING:
    from app.audit_log.schemas import AuditEntry


def audit(
    context: typer.Context,
    action: Annotated[
        str | None,
        typer.Option(metavar="ACTION", help=f"Only these: {', '.join(get_args(Action))}."),
    ] = None,
    subject: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Only what was done to it: a key, a problem, a site."),
    ] = None,
    site: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only what keys of this site did.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(metavar="N", help="So many at most, up to 100. Default: 20.")
    ] = None,
    cursor: Annotated[
        str | None, typer.Option(metavar="ID", help="Go on after this entry, to older ones.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List who did what, when and from where, newest first. The service may be running.

    \b
    Examples:
      nnx-judge audit
      nnx-judge audit --action key_created --json
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    from app.audit_log.endpoints import AuditPage, AuditQuery
    from app.audit_log.repository import AuditStore
    from app.cli.failures import BadUsageError
    from app.core.errors import UnknownCursorError

    query = validated(
        AuditQuery, "option", action=action, subject=subject, site=site, limit=limit, cursor=cursor
    )
    try:
        page = on_database(
            load_settings(context),
            lambda database: AuditStore(database).find(query.wanted, query.limit, query.cursor),
        )
    except UnknownCursorError:
        raise BadUsageError(f"no entry has the id {cursor}") from None
    if as_json:
        found = AuditPage(entries=page.items, next=page.next_cursor)
        print_json(found.model_dump(mode="json"))
        return
    rows = table("when (UTC)", "action", "subject", "by", "from", "details")
    for entry in page.items:
        rows.add_row(
            f"{entry.at:%Y-%m-%d %H:%M:%S}",
            entry.action,
            line(entry.subject),
            line(_who(entry)),
            line(entry.origin or ""),
            line(", ".join(f"{name} {value}" for name, value in entry.details.items())),
        )
    output.print(rows)
    if page.next_cursor is not None:
        print_note(f"Older ones: --cursor {page.next_cursor}")


def _who(entry: "AuditEntry") -> str:
    if entry.via != "api":
        return entry.via
    if entry.site is None:
        return "nobody known"
    return f"{entry.site}: {entry.key_name or entry.key_id}" if entry.key_id else "no key needed"

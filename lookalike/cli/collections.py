"""`lookalike collections`: list, show, drop, set-default, and the encoders of one."""

from contextlib import suppress
from typing import Any

import click

from ingest.thumbnailed import Thumbnailed
from lookalike.cli.confirming import confirm
from lookalike.cli.context import engine_open, example, json_option, print_json
from lookalike.cli.filling import add_encoder, drop_encoder_command
from lookalike.cli.rebuild import rebuild_command
from lookalike.core.errors import BadRequest, StorageDamaged
from lookalike.core.settings import Settings
from lookalike.core.texts import N_, _, ngettext
from lookalike.evaluation.report import report_ids
from lookalike.search.collections import drop as drop_collection
from lookalike.search.collections import field_named, seen, visible
from lookalike.search.engine import Collection, Engine
from lookalike.search.media import reports_folder

_COPY_FIRST = N_("To keep reports, copy them first from {folder}.")


@click.group(invoke_without_command=True)
@click.pass_context
def collections(ctx: click.Context) -> None:
    """List, show and drop collections, and choose their encoders.

    \b
    Example:
      lookalike collections show photos --json
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_collections)


@collections.command("list")
@json_option
@example("lookalike collections list")
def list_collections(as_json: bool = False) -> None:
    """List all collections with their number of documents."""
    with engine_open() as (engine, current):
        rows = [_about(engine, current, each) for each in visible(engine)]
    if as_json:
        print_json({"collections": rows})
    elif not rows:
        click.echo(_("No collection yet. Make one with: lookalike ingest FOLDER"))
    for row in [] if as_json else rows:
        click.echo(f"{row['name']:<24} {row['documents']:>12,}  {', '.join(row['encoders'])}")


@collections.command()
@click.argument("name")
@json_option
@example("lookalike collections show photos")
def show(name: str, as_json: bool) -> None:
    """Show one collection: documents, files, encoders with coverage, size."""
    with engine_open() as (engine, current):
        about = _about(engine, current, seen(engine, name))
    if as_json:
        print_json(about)
        return
    for key in ("name", "title", "uid", "created_at", "documents", "files", "bytes"):
        click.echo(f"{key:<12} {about[key]}")
    for encoder, facts in about["encoders"].items():
        mark = " *" if encoder == about["default_encoder"] else ""
        small = facts["from_thumbnails"]
        click.echo(
            f"{'encoder':<12} {encoder}{mark}: {facts['dims']} dims, {facts['metric']}, "
            f"{facts['state']}, {facts['vectors']} vectors ({facts['coverage']} %"
            f"{f', {small} from thumbnails' if small else ''}), "
            f"fingerprint {facts['fingerprint'][:8]}"
        )


@collections.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@example("lookalike collections drop photos --yes")
def drop(name: str, yes: bool) -> None:
    """Delete a collection: documents, vectors, thumbnails, reports and files added on the site.

    Images in folders and archives of yours stay.
    """
    with engine_open() as (engine, current):
        count, reports = _count(engine, name), _reports(engine, current, name)
        question = _(
            "Delete “{name}” with {count} documents? Files added on the site go with it; "
            "images in folders of yours stay."
        )
        if reports:
            told = _reports_told(reports)
            click.echo(told if yes else f"{told} {_copy_first(engine, current, name)}", err=True)
        if not yes:
            confirm(question.format(name=name, count=count))
        drop_collection(engine, current.data, name)
    click.echo(_("Deleted “{name}”.").format(name=name), err=True)


@collections.command("set-default")
@click.argument("name")
@click.argument("encoder")
@example("lookalike collections set-default photos classic")
def set_default(name: str, encoder: str) -> None:
    """Choose the encoder that searches use where none is named."""
    with engine_open() as (engine, _current):
        field = field_named(seen(engine, name), encoder)
        if field.state != "ready":
            raise BadRequest(field="encoder", reason=_("its vectors are still being filled in"))
        engine.set_default(name, encoder)


collections.add_command(add_encoder)
collections.add_command(drop_encoder_command)
collections.add_command(rebuild_command)


def _count(engine: Engine, name: str) -> str:
    """Return how many documents there are; `?` where a damaged collection cannot say."""
    try:
        return f"{engine.stats(seen(engine, name).name).documents:,}"
    except StorageDamaged:
        return "?"


def _reports(engine: Engine, current: Settings, name: str) -> int:
    """Return how many reports go with a collection; 0 where that is not known."""
    with suppress(StorageDamaged):
        return len(report_ids(current.data, seen(engine, name).uid))
    return 0


def _reports_told(count: int) -> str:
    return ngettext(
        "Its {count} report goes with it.", "Its {count} reports go with it.", count
    ).format(count=count)


def _copy_first(engine: Engine, current: Settings, name: str) -> str:
    folder = reports_folder(current.data, seen(engine, name).uid)
    return _(_COPY_FIRST).format(folder=folder)


def _about(engine: Engine, current: Settings, collection: Collection) -> dict[str, Any]:
    stats = engine.stats(collection.name)
    return {
        "name": collection.name,
        "title": collection.title,
        "uid": collection.uid,
        "engine": engine.name,
        "created_at": collection.created_at.isoformat(timespec="seconds"),
        "documents": stats.documents,
        "files": stats.files,
        "bytes": stats.bytes,
        "default_encoder": collection.default_encoder,
        "encoders": {
            each.encoder: {
                "field": each.name,
                "dims": each.dims,
                "metric": each.metric,
                "state": each.state,
                "fingerprint": each.fingerprint,
                "vectors": stats.vectors.get(each.name, 0),
                "coverage": stats.coverage(each.name),
                "from_thumbnails": len(Thumbnailed(current.data, collection.uid, each.name).ids()),
            }
            for each in collection.encoders.values()
        },
    }

"""`lookalike encoders export`, `import`, `remove`: encoders made from data, as files."""

from pathlib import Path

import click

from lookalike.cli.context import engine_open, example
from lookalike.core.errors import Conflict, UnknownChoice
from lookalike.core.settings import settings
from lookalike.core.texts import N_, _
from lookalike.encoders.bundle import has_bundle, installed, remove_bundle
from lookalike.encoders.bundle_file import export_bundle, import_bundle
from lookalike.encoders.registry import card_of
from lookalike.search.engine import Engine

_IN_USE = N_(
    "vectors of {id} are in: {names}; drop these collections, or take it out of them with "
    "`lookalike collections drop-encoder`"
)
_CANNOT_TELL = N_("{names} cannot be read, so nobody can say whether {id} is in use there")


@click.command("export")
@click.argument("encoder_id", metavar="ID")
@click.argument("file", type=click.Path(path_type=Path))
@example("lookalike encoders export learned:roses roses.lookalike-encoder")
def export_encoder(encoder_id: str, file: Path) -> None:
    """Write an encoder that was made from data to one file.

    FILE may be a folder; the file gets a name of its own there.
    """
    _check_id(encoder_id)
    written = export_bundle(settings().data, encoder_id, file)
    click.echo(_("Exported {id} to {file}.").format(id=encoder_id, file=written), err=True)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@example("lookalike encoders import roses.lookalike-encoder")
def import_encoder(file: Path) -> None:
    """Install an encoder from a file that `export` wrote, here or elsewhere."""
    card = import_bundle(settings().data, file).card
    told = _("{id} is installed: {dims} dims, fingerprint {fingerprint}.")
    click.echo(told.format(id=card.id, dims=card.dims, fingerprint=card.fingerprint[:8]), err=True)


@click.command("remove")
@click.argument("encoder_id", metavar="ID")
@click.option("--yes", is_flag=True, help="Do not ask.")
@example("lookalike encoders remove learned:roses --yes")
def remove_encoder(encoder_id: str, yes: bool) -> None:
    """Delete an encoder that was made from data; not while a collection holds its vectors."""
    _check_id(encoder_id)
    with engine_open() as (engine, current):
        _check_unused(engine, encoder_id)
        question = _("Delete {id}? Without a file it was exported to it is gone for good.")
        if not yes:
            click.confirm(question.format(id=encoder_id), abort=True, err=True)
        remove_bundle(current.data, encoder_id)
    click.echo(_("Deleted “{name}”.").format(name=encoder_id), err=True)


def _check_id(encoder_id: str) -> None:
    data = settings().data
    if not has_bundle(data, encoder_id):
        choices = ", ".join(installed(data)) or "-"
        raise UnknownChoice(field="ID", value=encoder_id, choices=choices)


def _check_unused(engine: Engine, encoder_id: str) -> None:
    """Raise Conflict where a collection, of whomever, holds vectors of this very encoder.

    Of one with a damaged card any version counts, and a damaged collection may hold any vectors.
    """
    card = card_of(encoder_id)
    users = [
        each.name
        for each in engine.collections()
        if (field := each.encoders.get(encoder_id))
        and (card is None or card.fingerprint == field.fingerprint)
    ]
    if users:
        raise Conflict(reason=_(_IN_USE).format(names=", ".join(users), id=encoder_id))
    if damaged := engine.health().damaged:
        told = _(_CANNOT_TELL).format(names=", ".join(damaged), id=encoder_id)
        raise Conflict(reason=told)

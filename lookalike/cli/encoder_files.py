"""`lookalike encoders export`, `import`, `remove`: encoders made from data, as files."""

from contextlib import closing
from pathlib import Path

import click

from lookalike.cli.confirming import confirm
from lookalike.cli.context import example
from lookalike.core.errors import BadRequest, Conflict, UnknownChoice
from lookalike.core.settings import Settings, settings
from lookalike.core.texts import N_, _
from lookalike.encoders.bundle import has_bundle, installed, remove_bundle
from lookalike.encoders.bundle_file import export_bundle, import_bundle
from lookalike.encoders.registry import card_of, encoder_ids
from lookalike.search.engines import open_engine

_INSTALLED = N_("{id} is installed: {dims} dims, fingerprint {fingerprint}.")
_WAS_HERE = N_("{id} was here already, the same: {dims} dims, fingerprint {fingerprint}.")
_IN_USE = N_(
    "vectors of {id} are in: {names}; drop these collections, or take it out of them with "
    "`lookalike collections drop-encoder`"
)
_CANNOT_TELL = N_("{names} cannot be read, so nobody can say whether {id} is in use there")
_OURS = N_(
    "“{id}” is part of Lookalike, or of a package beside it, and no file of its own: there is nothing "
    "to export or to remove"
)
_NOT_ASKED = N_("Whether {id} is in use on the engine {engine} was not asked: {reason}")


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
    made = import_bundle(settings().data, file)
    card = made.card
    told = _(_WAS_HERE if made.was_here else _INSTALLED)
    click.echo(told.format(id=card.id, dims=card.dims, fingerprint=card.fingerprint[:8]), err=True)


@click.command("remove")
@click.argument("encoder_id", metavar="ID")
@click.option("--yes", is_flag=True, help="Do not ask.")
@example("lookalike encoders remove learned:roses --yes")
def remove_encoder(encoder_id: str, yes: bool) -> None:
    """Delete an encoder that was made from data; not while a collection holds its vectors."""
    _check_id(encoder_id)
    current = settings()
    _check_unused(current, encoder_id)
    question = _("Delete {id}? Without a file it was exported to it is gone for good.")
    if not yes:
        confirm(question.format(id=encoder_id))
    remove_bundle(current.data, encoder_id)
    click.echo(_("Deleted “{name}”.").format(name=encoder_id), err=True)


def _check_id(encoder_id: str) -> None:
    data = settings().data
    if not has_bundle(data, encoder_id):
        if encoder_id in encoder_ids():
            raise BadRequest(field="ID", reason=_(_OURS).format(id=encoder_id))
        choices = ", ".join(installed(data)) or "-"
        raise UnknownChoice(field="ID", value=encoder_id, choices=choices)


def _check_unused(current: Settings, encoder_id: str) -> None:
    """Raise Conflict where a collection, of whomever and on either engine, holds its vectors.

    Of an encoder with a damaged card any version counts, and a damaged collection may hold any
    vectors. An engine that is not the chosen one and does not answer is told of.
    """
    card, users, damaged = card_of(encoder_id), [], []
    for name in _engines(current):
        of_it = "" if name == current.engine else f" (LOOKALIKE_ENGINE={name})"
        with closing(open_engine(current.model_copy(update={"engine": name}))) as engine:
            health = engine.health()
            if not health.ok and of_it:
                told = _(_NOT_ASKED).format(engine=name, id=encoder_id, reason=health.detail)
                click.echo(told, err=True)
                continue
            damaged += [each + of_it for each in health.damaged]
            users += [
                each.name + of_it
                for each in engine.collections()
                if (field := each.encoders.get(encoder_id))
                and (card is None or card.fingerprint == field.fingerprint)
            ]
    if users:
        raise Conflict(reason=_(_IN_USE).format(names=", ".join(users), id=encoder_id))
    if damaged:
        told = _(_CANNOT_TELL).format(names=", ".join(damaged), id=encoder_id)
        raise Conflict(reason=told)


def _engines(current: Settings) -> list[str]:
    """Return the engines that may have collections: the chosen one, the folder, a cluster named."""
    is_named = "elasticsearch_url" in current.model_fields_set
    return sorted({current.engine, "embedded", *(["elasticsearch"] if is_named else [])})

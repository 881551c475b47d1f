"""`lookalike collections add-encoder` and `drop-encoder`: encoders of a living collection."""

import click

from ingest.filling import fill
from ingest.joining import drop_encoder
from lookalike.cli.confirming import confirm
from lookalike.cli.context import (
    engine_open,
    example,
    json_option,
    print_json,
    saying_how_to_go_on,
)
from lookalike.cli.ingest import bar
from lookalike.core.texts import N_, _
from lookalike.encoders.registry import load_encoder
from lookalike.search.collections import field_named, seen

_GO_ON = N_(
    "“{name}” is served by its other encoders. What {encoder} has so far is kept; to go on: "
    "lookalike collections add-encoder {name} {encoder}"
)
_DROP = N_("Forget the {count} vectors of {encoder} in “{name}”? Its other encoders serve on.")
_DROPPED = N_("“{name}” has no vectors of {encoder} any more.")


@click.command("add-encoder")
@click.argument("name")
@click.argument("encoder")
@click.option("--default", "as_default", is_flag=True, help="Make it the default when it is ready.")
@json_option
@example("lookalike collections add-encoder photos learned:mine --default")
def add_encoder(name: str, encoder: str, as_default: bool, as_json: bool) -> int:
    """Give every image of a collection a vector of another encoder, while the others serve.

    Originals are read again; where one cannot be, the thumbnail is used. Stopped or killed, run it
    again: it goes on where it was. Exit status 3: some images can have no vector.
    """
    with engine_open() as (engine, current):
        seen(engine, name)
        loaded = load_encoder(encoder)
        go_on = _(_GO_ON).format(name=name, encoder=encoder)
        with saying_how_to_go_on(go_on), bar(_("filling")) as show:
            filled = fill(engine, current, name, loaded, progress=show)
        if as_default:
            engine.set_default(name, encoder)
    if as_json:
        print_json(filled.as_dict())
    else:
        click.echo(filled.as_text())
    return filled.status


@click.command("drop-encoder")
@click.argument("name")
@click.argument("encoder")
@click.option("--yes", is_flag=True, help="Do not ask.")
@example("lookalike collections drop-encoder photos classic --yes")
def drop_encoder_command(name: str, encoder: str, yes: bool) -> None:
    """Forget the vectors of one encoder in a collection; not of its only or its default one."""
    with engine_open() as (engine, current):
        field = field_named(seen(engine, name), encoder)
        count = f"{engine.stats(name).vectors.get(field.name, 0):,}"
        if not yes:
            question = _(_DROP).format(count=count, encoder=encoder, name=name)
            confirm(question)
        drop_encoder(engine, current, name, encoder)
    click.echo(_(_DROPPED).format(name=name, encoder=encoder), err=True)

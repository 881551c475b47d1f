"""`lookalike encoders`: which there are, what each can do, and those made from data as files."""

import json
from collections.abc import Iterator
from typing import Any

import click

from lookalike.cli.context import example, json_option, print_json
from lookalike.cli.encoder_files import export_encoder, import_encoder, remove_encoder
from lookalike.core.errors import EncoderUnavailable
from lookalike.core.files import without_controls
from lookalike.core.settings import settings
from lookalike.core.texts import _
from lookalike.encoders import speed
from lookalike.encoders.registry import card_of, encoder_ids, load_encoder
from lookalike.encoders.summaries import summary_told


@click.group(invoke_without_command=True)
@click.pass_context
def encoders(ctx: click.Context) -> None:
    """List and show encoders.

    \b
    Example:
      lookalike encoders show classic
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_encoders)


for command in (export_encoder, import_encoder, remove_encoder):
    encoders.add_command(command)


@encoders.command("list")
@json_option
@example("lookalike encoders list --json")
def list_encoders(as_json: bool = False) -> None:
    """List all encoders, and whether each can be used here."""
    rows = [_about(encoder_id) for encoder_id in encoder_ids()]
    if as_json:
        print_json({"encoders": rows})
        return
    for row in rows:
        state = _("ready") if row["ready"] else row["reason"]
        click.echo(f"{row['id']:<24} {row.get('dims', '-'):>6}  {state}  {row.get('summary', '')}")


@encoders.command()
@click.argument("encoder_id", metavar="ID")
@json_option
@example("lookalike encoders show classic")
def show(encoder_id: str, as_json: bool) -> int:
    """Show one encoder: dims, metric, what it reads, fingerprint; of one made from data its card."""
    row = {**_about(encoder_id), **_card(encoder_id)}
    if as_json:
        print_json(row)
    for key, value in {} if as_json else row.items():
        for line in _lines(key, value):
            click.echo(line)
    return 0 if row["ready"] else 1


@encoders.command()
@click.argument("encoder_id", metavar="ID")
@json_option
@example("lookalike encoders check classic")
def check(encoder_id: str, as_json: bool) -> None:
    """Run one encoder over drawn pictures for a second, and keep how fast it was."""
    found = speed.measure(load_encoder(encoder_id))
    speed.keep(settings().data, encoder_id, found)
    if as_json:
        print_json({"id": encoder_id, **found.model_dump(mode="json")})
        return
    line = _("{id}: {rate} images/s ({runtime}); reading and decoding files comes on top")
    rate = f"{found.images_per_second:.1f}"
    click.echo(line.format(id=encoder_id, rate=rate, runtime=found.runtime))


def _about(encoder_id: str) -> dict[str, Any]:
    try:
        encoder = load_encoder(encoder_id)
    except EncoderUnavailable as error:
        return {"id": encoder_id, "ready": False, "reason": str(error)}
    return {
        "id": encoder.id,
        "ready": True,
        "dims": encoder.dims,
        "metric": encoder.metric,
        "reads_words": encoder.reads_words,
        "fingerprint": encoder.fingerprint,
        "summary": summary_told(encoder.summary, card_of(encoder_id)),
    }


def _card(encoder_id: str) -> dict[str, Any]:
    """Return what the card of an encoder made from data says of how it was made."""
    told = {"kind", "made_at", "made_with", "base", "data", "recipe", "preprocessing", "measures"}
    card = card_of(encoder_id)
    return card.model_dump(mode="json", include=told, exclude_none=True) if card else {}


def _lines(key: str, value: Any) -> Iterator[str]:
    """Yield a line for a value, or one for each entry of an object."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _lines(f"{key}.{name}", each)
        return
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    yield without_controls(f"{key:<12} {shown}")

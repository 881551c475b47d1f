"""`lookalike encoders`: which there are, and what each can do."""

from typing import Any

import click

from lookalike.cli.context import example, json_option, print_json
from lookalike.core.errors import EncoderUnavailable
from lookalike.core.settings import settings
from lookalike.core.texts import _
from lookalike.encoders import speed
from lookalike.encoders.registry import encoder_ids, load_encoder


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
def show(encoder_id: str, as_json: bool) -> None:
    """Show one encoder: dims, metric, what it reads, fingerprint."""
    load_encoder(encoder_id)
    row = _about(encoder_id)
    if as_json:
        print_json(row)
        return
    for key, value in row.items():
        click.echo(f"{key:<12} {value}")


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
        "summary": _(encoder.summary),
    }

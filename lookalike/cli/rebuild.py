"""`lookalike collections rebuild`: a collection moves to the newest versions of its encoders."""

import click

from ingest.rebuilding import rebuild
from lookalike.cli.context import (
    engine_open,
    example,
    json_option,
    print_json,
    saying_how_to_go_on,
)
from lookalike.cli.ingest import bar
from lookalike.core.texts import N_, _
from lookalike.search.collections import seen

_GO_ON = N_(
    "“{name}” is served as before. What was done is kept; to go on: "
    "lookalike collections rebuild {name}"
)
_MOVED = N_("“{name}”: {before} is gone, {after} has its place.")
_NEWEST = N_("“{name}” has the newest version of all its encoders; there is nothing to do.")


@click.command("rebuild")
@click.argument("name")
@json_option
@example("lookalike collections rebuild photos")
def rebuild_command(name: str, as_json: bool) -> int:
    """Move a collection to the newest versions of its encoders, while it serves as it is.

    An update of Lookalike leaves collections with the encoder that they were made with; this reads
    the originals again. Stopped or killed, run it again: it goes on where it was. Exit status 3:
    some images can have no vector.
    """
    done = []
    with engine_open() as (engine, current):
        seen(engine, name)
        with saying_how_to_go_on(_(_GO_ON).format(name=name)):
            for moved in rebuild(engine, current, name, bar):
                done.append(moved)
                if not as_json:
                    click.echo(moved.filled.as_text())
                    after = {"before": moved.before, "after": moved.after}
                    click.echo(_(_MOVED).format(name=name, **after))
    if as_json:
        moves = [
            {"before": each.before, "after": each.after, **each.filled.as_dict()} for each in done
        ]
        print_json({"collection": name, "moved": moves})
    elif not done:
        click.echo(_(_NEWEST).format(name=name))
    return max((each.filled.status for each in done), default=0)

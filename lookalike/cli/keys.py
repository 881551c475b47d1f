"""`lookalike keys`: list, add, remove."""

import click

from lookalike.cli.context import example, json_option, print_json
from lookalike.core.errors import NotFound
from lookalike.core.keys import Key, Keys
from lookalike.core.settings import settings
from lookalike.core.texts import N_, _

_KEY = N_("key")


@click.group(invoke_without_command=True)
@click.pass_context
def keys(ctx: click.Context) -> None:
    """List, add and remove the keys for changing something through the site or its API.

    \b
    Example:
      lookalike keys add "the scanner in the hall"
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_keys)


@keys.command("list")
@json_option
@example("lookalike keys list")
def list_keys(as_json: bool = False) -> None:
    """List all keys; their secrets are kept nowhere."""
    known = Keys(settings().data).all()
    if as_json:
        print_json({"keys": [_about(each) for each in known]})
    elif not known:
        click.echo(_("No key yet. Make one with: lookalike keys add NAME"))
    for each in [] if as_json else known:
        click.echo(f"{each.id}  {each.made:%Y-%m-%d %H:%M} UTC  {each.name}")


@keys.command()
@click.argument("name")
@json_option
@example("lookalike keys add ann")
def add(name: str, as_json: bool) -> None:
    """Make a key for NAME, a person or a program, and print it: it is shown this once."""
    key, secret = Keys(settings().data).make(name)
    if as_json:
        print_json({**_about(key), "key": secret})
        return
    click.echo(secret)
    click.echo(_("Keep it now: it is not shown again. Whoever has it may change things."), err=True)


@keys.command()
@click.argument("key_id", metavar="ID")
@example("lookalike keys remove 3f9a01c2")
def remove(key_id: str) -> None:
    """Remove the key of an id, at once."""
    if not Keys(settings().data).remove(key_id):
        raise NotFound(kind=_KEY, name=key_id)
    click.echo(_("Removed the key “{name}”.").format(name=key_id), err=True)


def _about(key: Key) -> dict[str, str]:
    return {"id": key.id, "name": key.name, "made": key.made.isoformat()}

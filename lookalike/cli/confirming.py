"""A question before something is deleted."""

import click


class Declined(click.exceptions.Abort):
    """A question that nobody answered with yes; nothing was done yet."""


def confirm(question: str) -> None:
    """Ask on stderr; raises Declined for a no, for Ctrl-C, and where there is nobody to answer."""
    try:
        is_yes = click.confirm(question, err=True)
    except click.exceptions.Abort as error:
        click.echo(err=True)
        raise Declined from error
    if not is_yes:
        raise Declined

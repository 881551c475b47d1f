"""The command `lookalike`: subcommands are loaded when they are called; errors are sentences."""

import io
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from lookalike import __version__
from lookalike.cli.confirming import Declined
from lookalike.core.errors import BadRequest, LookalikeError
from lookalike.core.log import configure, new_request
from lookalike.core.settings import settings
from lookalike.core.texts import N_, _, use_language

DONE, FAILED, USAGE, QUARANTINED = 0, 1, 2, 3

COMMANDS = {
    "collections": "lookalike.cli.collections:collections",
    "demo": "lookalike.cli.demo:demo",
    "doctor": "lookalike.cli.doctor:doctor",
    "encode": "lookalike.cli.encode:encode",
    "encoders": "lookalike.cli.encoders:encoders",
    "evaluate": "lookalike.cli.evaluate:evaluate",
    "ingest": "lookalike.cli.ingest:ingest",
    "keys": "lookalike.cli.keys:keys",
    "search": "lookalike.cli.search:search",
    "serve": "lookalike.cli.serve:serve",
    "settings": "lookalike.cli.settings:settings_command",
    "train": "lookalike.cli.train:train",
}

_STOPPED = N_("Stopped. What was written so far is kept.")
_DECLINED = N_("Nothing was changed: the question was not answered with yes.")


class LazyGroup(click.Group):
    """A group that imports a subcommand only when somebody names it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all subcommands, sorted."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one subcommand, or None where there is none of that name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), name)
        return translated(command)


def translated(command: click.Command) -> click.Command:
    """Put a command's help, and that of its options and subcommands, into the language in use."""
    command.help = _(command.help or "")
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            parameter.help = _(parameter.help or "")
    if isinstance(command, click.Group):
        for subcommand in command.commands.values():
            translated(subcommand)
    return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lookalike")
@click.option("-v", "--verbose", count=True, help="Log every request and batch; -vv logs all.")
def cli(verbose: int) -> None:
    """Search your own images by example, by words, or by both.

    Begin with: lookalike ingest ~/Pictures
    """
    configure(verbose)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit status."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    0 done, 1 failed or refused with a sentence, 2 wrong usage, 3 done but with quarantined files.
    """
    _write_what_can_be_written()
    try:
        with new_request():
            use_language(settings().language)
            status = cli.main(
                list(arguments) if arguments is not None else None,
                prog_name="lookalike",
                standalone_mode=False,
            )
    except click.exceptions.Abort as error:
        _say(_(_DECLINED if isinstance(error, Declined) else _STOPPED))
        return FAILED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except LookalikeError as error:
        _say(str(error))
        return USAGE if isinstance(error, BadRequest) else FAILED
    except BrokenPipeError:
        sys.stderr.close()
        return FAILED
    except OSError as error:
        _say(_("The system refuses: {reason}.").format(reason=error))
        return FAILED
    return status if isinstance(status, int) else DONE


def _write_what_can_be_written() -> None:
    """Let a terminal that cannot show a character show a question mark for it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)

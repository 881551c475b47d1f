"""The options of `lookalike evaluate`, and which of them go together."""

import shlex
from dataclasses import dataclass
from pathlib import Path

import click
from click.core import ParameterSource

from lookalike.cli.measured import Wanted
from lookalike.core.errors import BadRequest
from lookalike.core.texts import N_, _

_TOGETHER = N_("{option} does not go together with it")
_NO_PROTOCOL = N_("it says where the data of a protocol are, and none is named: --protocol NAME")
_NO_QRELS = N_("judgements are needed beside it: --qrels FILE")

_ALONE = {
    "run": {"qrels", "measures", "seed", "as_json"},
    "compare": {"collection", "seed", "as_json"},
    "protocol": {"collection", "encoders", "measures", "depth", "sample", "seed", "place"}
    | {"trec", "report", "as_json"},
}
"""Options that stand for a way of their own, and what goes together with each."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """What was asked for; `command`: all of it, as it can be typed again."""

    collection: str | None
    queries: Path | None
    captions: bool
    encoders: tuple[str, ...]
    measures: tuple[str, ...]
    depth: int | None
    sample: int | None
    seed: int
    qrels: Path | None
    run: Path | None
    compare: tuple[str, ...]
    protocol: str | None
    place: str | None
    trec: Path | None
    report: Path | None
    as_json: bool
    command: str

    @property
    def wanted(self) -> Wanted:
        """What is wanted beside the figures."""
        return Wanted(report=self.report, trec=self.trec, as_json=self.as_json)


def typed(ctx: click.Context) -> str:
    """Return the command as it can be typed again; BadRequest where options contradict each other."""
    given = {
        each.name: max(each.opts, key=len)
        for each in ctx.command.params
        if each.name and ctx.get_parameter_source(each.name) is ParameterSource.COMMANDLINE
    }
    _check_together(given)
    words = ["lookalike", "evaluate"]
    for name, spelling in given.items():
        value = ctx.params[name]
        if value is True:
            words.append(spelling)
            continue
        for each in value if isinstance(value, tuple) else (value,):
            words += [spelling, str(each)]
    # Half a character, of a name that is not UTF-8, would keep a report from being written.
    return shlex.join(words).encode(errors="replace").decode()


def _check_together(given: dict[str, str]) -> None:
    for name, company in _ALONE.items():
        if name not in given:
            continue
        for other in given.keys() - company - {name}:
            reason = _(_TOGETHER).format(option=given[other])
            raise BadRequest(field=given[name], reason=reason)
    if "place" in given and "protocol" not in given:
        raise BadRequest(field=given["place"], reason=_(_NO_PROTOCOL))
    if "run" in given and "qrels" not in given:
        raise BadRequest(field="--run", reason=_(_NO_QRELS))

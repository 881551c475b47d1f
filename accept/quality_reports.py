"""The committed reports of docs/quality/, and the tables of docs/quality.md that are made of them.

`python -m accept.quality_reports [FOLDER...]` takes in reports and cards of encoders (a folder of each),
then writes the tables anew.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from accept.places import ENGINES, ROOT
from lookalike.encoders.card import CARD, Card
from lookalike.encoders.shipped import family
from lookalike.evaluation.protocols.protocol import Trial, load_protocol
from lookalike.evaluation.report import REPORT
from lookalike.evaluation.report_model import Figure, Kind, Report
from lookalike.training.share import VALIDATION_SHARE

FOLDER = ROOT / "docs" / "quality"
CARDS = FOLDER / "encoders"
PAGE = ROOT / "docs" / "quality.md"
FAMILIES = ("classic", "bovw", "mini", "learned")
BEGIN, END = "<!-- tables: python -m accept.quality_reports -->", "<!-- end of tables -->"
PLACES = 4
KIND_OF = {"leave-one-out": "image"}
_ASKED = {"zero-shot": ", by the names of classes", "words": ", words to image"}
ABOUT = 0.05
"""By so much the share for validation may miss what was asked for: it is taken by content."""


class Key(NamedTuple):
    """What a report is the report of.

    `kind` is that of the questions; `family` of the encoder: `classic`, or its id without what comes
    after the colon, or without the version.
    """

    protocol: str
    kind: Kind
    engine: str
    family: str


def key_of(report: Report) -> Key:
    """Return what a report is the report of."""
    by_data = report.encoder.id.partition(":")[0]
    return Key(report.protocol or "", report.kind, report.engine, family(by_data))


def name_of(key: Key) -> str:
    """Return the name of a committed report."""
    kind = [] if key.kind in ("image", key.protocol) else [key.kind]
    return "-".join([key.protocol, *kind, key.engine, key.family]) + ".json"


def trial_of(key: Key) -> Trial:
    """Return the trial of a protocol that a report is of; each image of a leave-one-out is a query."""
    trials = load_protocol(key.protocol).trials
    return next(each for each in trials if KIND_OF.get(each.kind, each.kind) == key.kind)


def committed() -> dict[Key, Report]:
    """Return the reports that are committed, in the order of the tables."""
    found = [Report.model_validate_json(path.read_bytes()) for path in FOLDER.glob("*.json")]
    return {key_of(each): each for each in sorted(found, key=_place)}


def cards() -> list[Card]:
    """Return the cards of the encoders that were measured, by id."""
    found = [Card.model_validate_json(path.read_bytes()) for path in CARDS.glob("*.json")]
    return sorted(found, key=lambda card: card.id)


def publish(folder: Path) -> Path:
    """Copy the report, or the card of an encoder, in `folder` to docs/quality; return the copy."""
    if (folder / CARD).is_file():
        content = (folder / CARD).read_bytes()
        path = CARDS / (Card.model_validate_json(content).id.replace(":", "-") + ".json")
    else:
        content = (folder / REPORT).read_bytes()
        path = FOLDER / name_of(key_of(Report.model_validate_json(content)))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.rstrip() + b"\n")
    return path


def tables() -> str:
    """Return the tables of all that is committed, as Markdown."""
    reports = committed()
    lines: list[str] = []
    for trial in dict.fromkeys(key[:2] for key in reports):
        lines += _of_trial([each for key, each in reports.items() if key[:2] == trial])
    return "\n".join([*lines, *_of_cards()]).rstrip()


def filled(page: str) -> str:
    """Return the text of the page with its tables as the reports have them; ValueError without marks."""
    before, _begin, rest = page.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"{PAGE.name} lacks the marks of its tables")
    return f"{before}{BEGIN}\n{tables()}\n{END}{after}"


def spelled(figure: Figure) -> str:
    """Return a mean with its interval."""
    if figure.low is None or figure.high is None:
        return f"{figure.mean:.{PLACES}f}"
    return f"{figure.mean:.{PLACES}f} ({figure.low:.{PLACES}f} .. {figure.high:.{PLACES}f})"


def _place(report: Report) -> tuple[str, str, int, int]:
    key = key_of(report)
    order = FAMILIES.index(key.family) if key.family in FAMILIES else len(FAMILIES)
    return key.protocol, key.kind, order, ENGINES.index(key.engine)


def _of_trial(reports: list[Report]) -> Iterator[str]:
    measures = [each.name for each in reports[0].measures]
    first, key = reports[0], key_of(reports[0])
    by = _ASKED.get(key.kind, "")
    yield f"### {load_protocol(key.protocol).title}{by} (`{key.protocol}`)"
    yield ""
    yield f"{first.queries:,} queries, {first.documents:,} images searched; mean and 95 % interval."
    yield ""
    yield f"| encoder | engine | {' | '.join(measures)} | seconds |"
    yield f"|---|---|{'---|' * len(measures)}---|"
    for each in reports:
        figures = " | ".join(spelled(figure) for figure in each.measures)
        yield f"| `{each.encoder.id}` | {each.engine} | {figures} | {each.seconds:,.0f} |"
    yield ""
    commands = dict.fromkeys(each.command for each in reports)
    yield "Measured with " + ", ".join(f"`{each}`" for each in commands) + "."
    yield ""


def _of_cards() -> Iterator[str]:
    known = cards()
    if not known:
        return
    yield "### What was measured"
    yield ""
    yield "| encoder | trained by | images | seconds | validation | dims | fingerprint |"
    yield "|---|---|---|---|---|---|---|"
    for card in known:
        measures = ", ".join(f"{name} {value:.3f}" for name, value in card.measures.items())
        facts = (card.data["images"], card.recipe["seconds"], measures or "-", card.dims)
        yield (
            f"| `{card.id}` | `{_command(card)}` | {' | '.join(map(str, facts))} | "
            f"`{card.fingerprint[:8]}` |"
        )
    yield ""


def _command(card: Card) -> str:
    recipe, name = card.recipe, card.id.partition(":")[2]
    plan = recipe.get("plan")
    words = ["lookalike train", card.data["source"], "--name", name, "--recipe", recipe["name"]]
    if card.base:
        words += ["--base", card.base.id]
    if not isinstance(plan, dict):
        return " ".join(map(str, [*words, "--seed", recipe.get("seed")]))
    words += ["--epochs", plan["epochs"]]
    share = round(card.data["validation"] / card.data["images"], 2)
    if abs(share - VALIDATION_SHARE) > ABOUT:
        words += ["--validation", share]
    return " ".join(map(str, [*words, "--seed", plan["seed"]]))


def main() -> None:
    """Take in what is named, and write the tables."""
    for each in sys.argv[1:]:
        sys.stdout.write(f"{publish(Path(each))}\n")
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()

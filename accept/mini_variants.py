"""Ablations of `mini`: what each part is worth, what int8 and larger pictures cost or gain.

`python -m accept.mini_variants WORK` measures the variants of a finished `make mini` on the embedded
engine, and writes the table between its marks in docs/quality.md. About an hour.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from accept.places import DATA_SETS, scratch, settings_for
from accept.quality_reports import PAGE
from accept.quality_runs import evaluated
from accept.verdict import Verdict
from lookalike.core.settings import Settings
from lookalike.encoders.bundle import Bundle, read_bundle, write_bundle
from lookalike.encoders.network import MODEL
from lookalike.training.mini.exported import Exported, exported
from lookalike.training.mini.finish import Result
from lookalike.training.mini.make import gathered, trained
from lookalike.training.mini.recipe import load_recipe
from lookalike.training.mini.shop import Shop

BEGIN, END = "<!-- variants: python -m accept.mini_variants -->", "<!-- end of variants -->"
ALONE, NOTHING = 1000.0, 0.0
SIDES = (64, 80, 96)
PROTOCOLS = {
    "tiny-imagenet": "P@1",
    "cifar-10": "P@1",
    "flickr8k-dev": "R@10",
    "caltech-unseen": "P@5",
    "near-duplicates": "R@1",
}
FIRST = 900
"""Variants are called mini-900 and so on: no version that ships is."""


@dataclass(frozen=True)
class Variant:
    """One row of the table; `weight` None: as it ships."""

    told: str
    side: int
    precision: str
    weight: float | None = None

    @property
    def is_of_words(self) -> bool:
        """Whether it can be asked by words."""
        return self.weight != ALONE


def variants(side: int, precision: str) -> list[Variant]:
    """Return what is compared with the bundle that ships, which comes first."""
    other = "float32" if precision == "int8" else "int8"
    return [
        Variant(f"both, {precision}, {side} pixels (as it ships)", side, precision),
        Variant("semantic alone", side, precision, NOTHING),
        Variant("appearance alone", side, precision, ALONE),
        Variant(f"both, {other}", side, other),
        *(
            Variant(f"both, {each} pixels" + (", larger" if each > side else ""), each, precision)
            for each in SIDES
            if each != side
        ),
    ]


def written(number: int, variant: Variant, ships: Bundle, made: Exported, data: Path) -> str:
    """Write the bundle of a variant into a data folder; return its id."""
    card, encoder_id = ships.card, f"mini-{FIRST + number}"
    said = {"side": variant.side, "precision": variant.precision}
    if variant.weight is not None:
        said["weight"] = variant.weight
    files = {name: ships.folder / name for name in card.files if name != MODEL}
    changed = card.model_copy(
        update={"id": encoder_id, "files": {}, "preprocessing": {**card.preprocessing, **said}}
    )
    write_bundle(data, changed, {**files, MODEL: made.models[variant.precision]})
    return encoder_id


def exports(shop: Shop, result: Result) -> dict[int, Exported]:
    """Return the trained network for pictures of each size."""
    task, recipe = result.task, shop.recipe.bundle
    sample = task.sample()
    sides = sorted({recipe.side, *SIDES})
    return {
        side: exported(task.model, task.judge, sample, recipe.model_copy(update={"side": side}))
        for side in sides
    }


def rows(verdict: Verdict, settings: Settings, known: dict[str, Variant]) -> list[str]:
    """Return a line of the table for each variant."""
    found: dict[str, dict[str, str]] = {name: {} for name in known}
    for protocol, measure in PROTOCOLS.items():
        by_words = measure in ("P@1", "R@10")
        asked = [name for name, each in known.items() if each.is_of_words or not by_words]
        words = [word for name in asked for word in ("-e", name)]
        reports = evaluated(verdict, settings, "--protocol", protocol, "--from", DATA_SETS, *words)
        for name, report in reports.items():
            found[name][protocol] = f"{report['measures'][measure]['mean']:.4f}"
    return [
        f"| {known[name].told} | " + " | ".join(of.get(each, "-") for each in PROTOCOLS) + " |"
        for name, of in found.items()
    ]


def filled(page: str, lines: list[str]) -> str:
    """Return the page with the table between its marks."""
    before, _begin, rest = page.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"{PAGE.name} lacks the marks of the variants")
    heads = [f"`{name}` {measure}" for name, measure in PROTOCOLS.items()]
    head = [f"| variant | {' | '.join(heads)} |", f"|---|{'---|' * len(heads)}"]
    return f"{before}{BEGIN}\n" + "\n".join([*head, *lines]) + f"\n{END}{after}"


def main() -> None:
    """Measure, and write the table."""
    verdict = Verdict("what each part of mini is worth")
    shop = Shop(load_recipe(), DATA_SETS, Path(sys.argv[1]), lambda text: print(text, flush=True))
    result = trained(shop, gathered(shop))
    ships = read_bundle(shop.work, shop.recipe.bundle.id)
    made = exports(shop, result)
    with scratch() as folder:
        settings = settings_for("embedded", folder / "data")
        precision = str(ships.card.preprocessing["precision"])
        known = {
            written(number, each, ships, made[each.side], settings.data): each
            for number, each in enumerate(variants(shop.recipe.bundle.side, precision))
        }
        lines = rows(verdict, settings, known)
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), lines), encoding="utf-8")
    for line in lines:
        verdict.check(True, line)
    verdict.close()


if __name__ == "__main__":
    main()
